"""A ledger told in sentences: who wrote, said yes, counted, closed, and on which day."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.ledger import Entry, Kind, Ledger, append

AUTUMN = datetime(2026, 10, 1, 8, tzinfo=UTC)
Moment = date | datetime | None


class Book:
    """The ledger of one person, written line by line; every call is a mail of its own.

    Each call returns the mail's Message-ID. Without `at` a mail comes an hour after the last one; a
    plain date is its noon, UTC.
    """

    def __init__(self, owner: str = "marek", other: str = "dana", leader: str = "dana") -> None:
        self.ledger = Ledger(owner)
        self.owner, self.other, self.leader = owner, other, leader
        self.clock = AUTUMN

    def __getitem__(self, label: str) -> Agreement:
        return self.agreements[label]

    @property
    def agreements(self) -> dict[str, Agreement]:
        return fold(self.owner, self.ledger.entries)

    def write(
        self,
        kind: Kind,
        by: str,
        label: str = "",
        *,
        at: Moment = None,
        mail: str = "",
        texts: dict[str, str] | None = None,
        **values: str,
    ) -> str:
        self.clock = self._moment(at)
        place = len(self.ledger.entries)
        source = mail or f"<{place}@mail.example>"
        entry = Entry(
            kind, self.clock, by, source, str(place), label, texts or {}, values, f"{place:032x}"
        )
        self.ledger = append(self.ledger, [entry])
        return source

    def _moment(self, at: Moment) -> datetime:
        if at is None:
            return self.clock + timedelta(hours=1)
        return at if isinstance(at, datetime) else datetime.combine(at, time(12), tzinfo=UTC)

    def draft(
        self,
        label: str,
        outcome: str = "Six first meetings",
        *,
        by: str = "",
        at: Moment = None,
        yes: bool = False,
        parties: str = "",
        words: str = "",
        due: date | None = None,
        **values: str,
    ) -> str:
        """A draft; `yes` where its writer's words were taken as they stand."""
        found = {
            "parties": parties or f"{self.owner},{self.other}",
            "leader": self.leader,
            "team": "north",
            "due": due.isoformat() if due else "",
            "consents": "yes" if yes else "",
            **values,
        }
        texts = {"outcome": outcome, "words": words, "unit": found.pop("unit", "")}
        return self.write(
            Kind.PROPOSED,
            by or self.leader,
            label,
            at=at,
            texts={k: v for k, v in texts.items() if v},
            **{k: v for k, v in found.items() if v},
        )

    def yes(
        self, by: str, label: str, version: int = 1, *, at: Moment = None, **values: str
    ) -> str:
        texts = {"words": "yes"}
        return self.write(
            Kind.ACKNOWLEDGED, by, label, at=at, texts=texts, version=str(version), **values
        )

    def no(self, by: str, label: str, *, at: Moment = None) -> str:
        return self.close(label, "refused", by, words="no", at=at)

    def agree(
        self,
        label: str,
        outcome: str = "Six first meetings",
        *,
        at: Moment = None,
        due: date | None = None,
        by: str = "",
        **values: str,
    ) -> None:
        """A draft, and the yes of everybody, on one day."""
        self.draft(label, outcome, at=at, due=due, by=by, **values)
        for party in self[label].parties:
            self.yes(party, label)

    def change(
        self,
        label: str,
        by: str,
        version: int,
        *,
        at: Moment = None,
        due: date | None = None,
        outcome: str = "",
        words: str = "change",
        **values: str,
    ) -> str:
        """Other terms, with their writer's yes to them."""
        texts = {"words": words, "outcome": outcome}
        found = {"due": due.isoformat() if due else "", **values}
        return self.write(
            Kind.COUNTERED,
            by,
            label,
            at=at,
            texts={k: v for k, v in texts.items() if v},
            version=str(version),
            consents="yes",
            **{k: v for k, v in found.items() if v},
        )

    def count(
        self,
        label: str,
        new: int | Decimal,
        *,
        period: str = "",
        words: str = "",
        at: Moment = None,
    ) -> str:
        texts = {"words": words or f"{label} {new}"}
        return self.write(
            Kind.UPDATED,
            self.owner,
            label,
            at=at,
            texts=texts,
            op="progress",
            new=str(new),
            period=period,
        )

    def close(
        self, label: str, verdict: str, by: str = "", *, words: str = "done", at: Moment = None
    ) -> str:
        texts = {"words": words}
        return self.write(Kind.CLOSED, by or self.owner, label, at=at, texts=texts, verdict=verdict)

    def contest(self, label: str, verdict: str, by: str = "", *, at: Moment = None) -> str:
        texts = {"words": "I see it differently"}
        return self.write(
            Kind.CONTESTED, by or self.leader, label, at=at, texts=texts, verdict=verdict
        )

    def settle(self, label: str, verdict: str, by: str = "", *, at: Moment = None) -> str:
        return self.write(Kind.ACKNOWLEDGED, by or self.leader, label, at=at, verdict=verdict)

    def reopen(self, label: str, *, at: Moment = None) -> str:
        return self.write(Kind.REOPENED, self.owner, label, at=at, texts={"words": "not yet"})

    def undo(self, by: str, mail: str, label: str = "", *, at: Moment = None) -> str:
        return self.write(Kind.UNDONE, by, label, at=at, source=mail)

    def note(self, label: str, by: str, words: str, *, at: Moment = None) -> str:
        return self.write(Kind.NOTED, by, label, at=at, texts={"words": words})

    def topic(self, by: str, words: str, *, at: Moment = None, **values: str) -> str:
        return self.write(Kind.TOPIC, by, at=at, texts={"words": words}, **values)

    def reassign(self, label: str, old: str, new: str, *, at: Moment = None, **values: str) -> str:
        found = {"from": old, "to": new, "leader": new, **values}
        return self.write(Kind.REASSIGNED, "accord", label, at=at, **found)


@pytest.fixture
def book() -> Book:
    """Marek's ledger, empty; Dana leads Marek."""
    return Book()


@pytest.fixture(scope="session")
def new_book() -> type[Book]:
    return Book
