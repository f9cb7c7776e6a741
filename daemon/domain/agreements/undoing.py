"""What UNDO takes back, and what is no longer its writer's alone."""

from daemon.domain.ledger import Entry, Kind


def taken_back(entries: tuple[Entry, ...]) -> frozenset[int]:
    """Places of the entries that an UNDO took back.

    A consent changes only by CHANGE. Words that another party has said yes to or answered with
    words of their own, and a verdict that another party has acted on, stay as well.
    """
    written: dict[tuple[str, str], list[int]] = {}
    said: dict[tuple[str, str], list[int]] = {}  # where a label's words or verdict were set
    held: set[int] = set()
    gone: set[int] = set()
    for place, entry in enumerate(entries):
        if entry.kind is Kind.UNDONE:
            taken = written.get((entry.values["source"], entry.agreement), ())
            gone |= {p for p in taken if p not in held}
            continue
        stands = [p for p in said.get((entry.agreement, _answers(entry)), ()) if p not in gone]
        if stands and _holds(entries[stands[-1]], entry):
            held.add(stands[-1])
        if _sets(entry):
            said.setdefault((entry.agreement, _sets(entry)), []).append(place)
        if entry.kind is not Kind.ACKNOWLEDGED:
            written.setdefault((entry.source, entry.agreement), []).append(place)
    return frozenset(gone)


def _sets(entry: Entry) -> str:
    if entry.kind in (Kind.PROPOSED, Kind.COUNTERED):
        return "words"
    return "verdict" if entry.kind is Kind.CLOSED else ""


def _answers(entry: Entry) -> str:
    if entry.kind is Kind.CONTESTED or entry.values.get("verdict"):
        return "verdict"
    return "words" if entry.kind in (Kind.ACKNOWLEDGED, Kind.COUNTERED) else ""


def _holds(said: Entry, answer: Entry) -> bool:
    """An answer holds what another person said, if it is not a yes to older words."""
    if said.author == answer.author:
        return False
    fresh = said.values.get("version", "1") == answer.values.get("version")
    return fresh or answer.kind is not Kind.ACKNOWLEDGED or _answers(answer) == "verdict"
