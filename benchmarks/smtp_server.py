"""A mail server on loopback for one measurement: `python -m benchmarks.smtp_server`.

Prints its port, takes every mail and forgets it, and ends when its standard input does.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Takes everything."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _mail: Envelope) -> str:  # noqa: N802
        return "250 taken"


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Sink(), loop=loop, hostname="mx.halden.example"), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


@contextmanager
def running() -> Iterator[int]:
    """The port of a server in a process of its own, which takes no time from ours."""
    command = [sys.executable, "-m", "benchmarks.smtp_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


if __name__ == "__main__":
    asyncio.run(serve())
