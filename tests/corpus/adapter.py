"""Speaks the interface of the benchmark: paths on standard input, one JSON line each.

    python -m tests.corpus.adapter < paths
    python -m tests.corpus.adapter --updates < acceptance.jsonl

.eml is a raw mail, .txt a plain body, .html an HTML body; NAME.sent.txt beside a file is the text of
the mail that was answered. With --updates each line is a case of acceptance.jsonl, answered with its
`id` and what was read of it as `expect`, `ask` and `notes`. It calls the program's own functions and
holds no rule of its own.
"""

import json
import sys
import time
from pathlib import Path

from daemon.domain.replies.kinds import kind
from daemon.domain.replies.meaning.reading import read
from daemon.domain.replies.message import Line
from daemon.domain.replies.typed.quotes import extract, signature
from daemon.errors import DaemonError
from daemon.mail import bodies
from daemon.mail.html_lines import html_lines
from daemon.mail.parse import parse
from tests.corpus.agendas import Agenda, Case, agenda
from tests.corpus.forms import as_case


def lines_of(path: Path) -> tuple[str, tuple[Line, ...]]:
    """The kind of a file ("" for a bare body) and its lines."""
    raw = path.read_bytes()
    if path.suffix == ".eml":
        message = parse(raw)
        return kind(message), message.lines
    text = bodies.decoded(raw, "utf-8")
    if path.suffix == ".html":
        return "", bodies.capped(bodies.Body(html_lines(text), "html")).lines
    return "", bodies.capped(bodies.Body(bodies.text_lines(text[: bodies.TEXT]))).lines


def answer(path: Path) -> dict[str, object]:
    """What the program reads in one file, as the benchmark wants it."""
    start = time.perf_counter_ns()
    twin = path.with_suffix(".sent.txt")
    sent = twin.read_text(encoding="utf-8") if twin.exists() else ""
    try:
        found_kind, lines = lines_of(path)
    except DaemonError as error:
        return {"path": str(path), "kind": "other", "reply": "", "error": str(error)}
    found = extract(lines, sent)
    reply = "\n".join(line.text for line in found.typed)
    spent = (time.perf_counter_ns() - start) // 1000
    return {
        "path": str(path),
        "kind": found_kind,
        "reply": reply,
        "signature": signature(found),
        "us": spent,
    }


def body_of(case: Case, answered: Agenda) -> str:
    """The case as a mail: typed on top of what is quoted, or right under the item it names."""
    quoted = case.get("quoted", "")
    if label := case.get("inline", ""):
        return f"{quoted or '> ' + answered.lines[label]}\n{case['body']}"
    return f"{case['body']}\n\n{quoted}"


def understood(case: Case) -> dict[str, object]:
    """What the program reads in one case, in that file's form."""
    answered = agenda(case)
    lines = bodies.capped(bodies.Body(bodies.text_lines(body_of(case, answered)))).lines
    labels = tuple(item.label for item in answered.table.items)
    typed = extract(lines, answered.text, labels).typed
    return {"id": case["id"], **as_case(read(typed, answered.table))}


def main() -> None:
    updates = "--updates" in sys.argv[1:]
    for line in sys.stdin.read().split("\n"):
        if line:
            found = understood(json.loads(line)) if updates else answer(Path(line))
            print(json.dumps(found, ensure_ascii=True), flush=True)


if __name__ == "__main__":
    main()
