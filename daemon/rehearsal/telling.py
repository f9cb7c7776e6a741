"""A progress bar on stderr while a quarter is played; silent where nobody watches a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def telling(title: str, start: datetime, end: datetime) -> Iterator[Callable[[datetime], None]]:
    """Yields what is to be called with each played moment between `start` and `end`."""
    console = Console(stderr=True)
    columns = (
        TextColumn(title),
        BarColumn(),
        TextColumn("{task.fields[day]}"),
        TimeElapsedColumn(),
    )
    whole = (end - start).total_seconds()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, total=whole, day="")

        def tell(now: datetime) -> None:
            done = (now - start).total_seconds()
            bar.update(task, completed=done, day=f"{now:%a} {now.day} {now:%b}")

        yield tell
