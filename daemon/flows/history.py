"""Everything that happened to one agreement, as an operator reads it; for `accord agreements show`."""

from collections.abc import Iterator

from daemon.domain.agreements.agreement import Agreement, steps
from daemon.domain.agreements.terms import Terms, texts_of, values_of
from daemon.domain.ledger import Entry, Ledger

_SHOWN_APART = frozenset({"parties", "leader", "team", "version", "consents"})


def terms_lines(terms: Terms) -> Iterator[str]:
    """All terms of one version that say something."""
    return (f"{name}: {value}" for name, value in _named(terms).items())


def history(ledger: Ledger, label: str) -> Iterator[str]:
    """Every entry in order: what it was, what it changed, was and now, and the mail it rests on."""
    known = {e.record: (before, now) for e, before, now in steps(ledger.owner, ledger.entries)}
    for entry in ledger.entries:
        if entry.agreement == label:
            yield _head(entry)
            if entry.record in known:
                yield from (f"    {line}" for line in _changed(entry, *known[entry.record]))
            yield f'    "{entry.words}"' if entry.words else "    (no words)"
            yield f"    {entry.source}  record {entry.record[:8]}"


def _head(entry: Entry) -> str:
    values = " ".join(f"{k}={v}" for k, v in sorted(entry.values.items()) if k not in _SHOWN_APART)
    return f"{entry.time:%Y-%m-%d %H:%M}  {entry.kind.value}  {entry.author}  {values}".rstrip()


def _changed(entry: Entry, before: Agreement | None, now: Agreement) -> Iterator[str]:
    terms, version = now.wanted
    if before is None:
        yield f"version {version}, between {' and '.join(now.parties)}"
        yield from (f"now: {line}" for line in _as_values(terms))
    elif before.wanted[1] != version:
        yield f"version {version}"
        yield from _was_and_now(before, now)
    consent = now.consents.get(entry.author)
    if consent and (before is None or before.consents.get(entry.author) is not consent):
        yield f"{entry.author} said yes to version {consent.version} in {consent.source}"
    if now.in_force and not (before and before.in_force):
        yield "both have said yes: it counts from here on"


def _was_and_now(before: Agreement, now: Agreement) -> Iterator[str]:
    if before.parties != now.parties:
        yield f"was: between {' and '.join(before.parties)}"
        yield f"now: between {' and '.join(now.parties)}"
    old, new = _named(before.wanted[0]), _named(now.wanted[0])
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            yield f"was: {name}={old.get(name, '')}"
            yield f"now: {name}={new.get(name, '')}"
    waiting = [p for p in before.consents if p in now.missing()]
    if waiting:
        yield f"the earlier yes of {' and '.join(waiting)} counts no more"


def _as_values(terms: Terms) -> Iterator[str]:
    return (f"{name}={value}" for name, value in _named(terms).items())


def _named(terms: Terms) -> dict[str, str]:
    return {**texts_of(terms), **values_of(terms)}
