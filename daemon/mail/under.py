"""What stands under an item: pairs of a role, which decides how it looks, and a line.

Roles: "standing", "stuck", "said", "question", "term".
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from daemon.domain.agreements.drafts.looking import open_in
from daemon.domain.agreements.rhythm import begins
from daemon.domain.agreements.shown import Row
from daemon.domain.agreements.terms import Terms
from daemon.domain.meetings.agenda import Draft
from daemon.domain.replies.receipt import Answer, Doubt
from daemon.mail import lines
from daemon.mail.words import Voice

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LABEL = re.compile(r"[AL]\d+")
_SAID = 200  # characters of a reply that a link repeats: a longer link is cut by some programs

Lines = tuple[tuple[str, str], ...]


class Under:
    """`under` in a template."""

    def __init__(self, say: Voice) -> None:
        self._say = say

    def row(self, row: Row, waiting: Iterable[Draft] = ()) -> Lines:
        """An agreement in force: standing and date; what is in the way; the last word; a question.

        waiting: drafts that the other side has yet to say yes to; a change of this row is named.
        """
        say = self._say
        found = [("standing", say("row-standing", row=row)), *self._stuck(row)]
        found += [("stuck", say("row-waits", draft=d)) for d in waiting if _changes(d, row)]
        found += self._said(row)
        if row.question:
            found.append(("question", say.phrase(row.question, row=row, mine=say.mine(row))))
        return _told(found)

    def row_in_full(self, row: Row) -> Lines:
        """An agreement in force with everything that was agreed about it."""
        say = self._say
        due = say("term-due", terms=row.terms) if row.terms.due_words else ""
        return _told(
            [
                ("standing", say("row-standing", row=row)),
                *self._stuck(row),
                ("term", due),
                *self._beside(row.terms),
                *self._said(row),
            ]
        )

    def changed(self, row: Row, drafts: Iterable[Draft]) -> bool:
        """Whether a draft would change this row: then it stands there, and no label comes twice."""
        return any(_changes(draft, row) for draft in drafts)

    def closing(self, row: Row) -> Lines:
        """An agreement that came due in a quarter that is over, without a word on it."""
        say = self._say
        standing = say("quarter-standing", row=row)
        return _told(
            [("standing", standing), *self._said(row), ("question", say("ask-closing", row=row))]
        )

    def contested(self, row: Row) -> Lines:
        return _told([*self._said(row), ("question", self._say("ask-contested", row=row))])

    def draft(self, draft: Draft, rows: Iterable[Row] = ()) -> Lines:
        """A draft in short: what is in force until now, and what would be.

        rows: what is agreed; where the draft changes one of these, its standing is shown too.
        """
        if draft.request and draft.terms.due is None:
            return _told([("standing", self._say("draft-request", draft=draft))])
        key = "draft-terms" if draft.was is None else "now-terms"
        standing = [
            ("standing", self._say("row-standing", row=r)) for r in rows if _changes(draft, r)
        ]
        return _told(
            [
                *standing,
                *self._was(draft),
                ("term", self._say(key, terms=draft.terms)),
                ("standing", self._grounds(draft)),
                *self._beside(draft.terms),
                ("standing", self._say("draft-yes", draft=draft)),
                ("question", self._left_open(draft)),
            ]
        )

    def draft_in_full(self, draft: Draft, other: str) -> Lines:
        """Everything somebody says yes to. other: with whom it is, where the letter says nothing."""
        if draft.request and draft.terms.due is None:
            return self.draft(draft)
        whose = self._say("draft-whose", draft=draft, other=other)
        yes = self._say("draft-yes", draft=draft)
        return _told(
            [
                *self._was(draft),
                *self.terms(draft.terms),
                ("standing", self._grounds(draft)),
                ("term", whose),
                ("standing", yes),
                ("question", self._left_open(draft)),
            ]
        )

    def _grounds(self, draft: Draft) -> str:
        """What a change that the program itself proposes rests on."""
        if draft.grounds is None:
            return ""
        first = begins(draft.grounds.first)
        month = "W" not in draft.grounds.first
        return self._say(f"step-{draft.grounds.way}", draft=draft, first=first, month=month)

    def _left_open(self, draft: Draft) -> str:
        """The first point that the words leave open: named without a question, and to nobody's blame."""
        found = open_in(draft.terms, self._say.language)
        return self._say(f"left-{found[0].point}", words=found[0].words) if found else ""

    def terms(self, terms: Terms, *, asked: bool = False) -> Lines:
        """All terms of one version, a line each; no word of a day that is asked for below them."""
        say = self._say
        return _told(
            [
                ("term", say("term-count", terms=terms)),
                ("term", "" if asked and not terms.due else say("term-due", terms=terms)),
                *self._beside(terms),
            ]
        )

    def _beside(self, terms: Terms) -> Lines:
        """The way there, what good means, what it is for, what follows if it does not come about."""
        say = self._say
        texts = ((n, getattr(terms, n)) for n in ("how", "quality", "why", "consequence"))
        return tuple(("term", say(f"term-{n}", words=say.quoted(t))) for n, t in texts if t)

    def answer(self, answer: Answer) -> Lines:
        """A receipt's line: the words it rests on, and what to look at."""
        say = self._say
        found = [("said", say.quoted(answer.words))] if answer.words else []
        if answer.flag:
            found.append(("question", say.phrase(answer.flag)))
        return _told(found)

    def doubt(self, doubt: Doubt) -> str:
        """The words in doubt, as they were typed."""
        return self._say.quoted(doubt.words)

    def choices(self, doubt: Doubt) -> Lines:
        """(choice, link) of everything that a line in doubt can mean; days as the letters write them."""
        return tuple(
            (self._choice(c), self._say.mailto(self._tap(doubt, c))) for c in doubt.choices
        )

    def _tap(self, doubt: Doubt, choice: str) -> str:
        """What a choice writes: mostly the item and the choice itself."""
        return self._say.known(
            "tap-",
            doubt.phrase.key.removeprefix("doubt-"),
            label="" if _LABEL.fullmatch(choice) else doubt.label,
            choice=choice,
            words=lines.cut(doubt.words, _SAID),
        )

    def _choice(self, choice: str) -> str:
        return self._say.day(date.fromisoformat(choice)) if _DAY.fullmatch(choice) else choice

    def changed_first(self, answers: Sequence[Answer]) -> tuple[Answer, ...]:
        """What was recorded before what was kept as words."""
        return tuple(sorted(answers, key=lambda a: a.phrase.key.startswith("words-")))

    def _stuck(self, row: Row) -> Lines:
        known = row.said is not None and row.blocked in row.said.words
        if not row.blocked or known:
            return ()
        return (("stuck", self._say("row-stuck", words=self._say.quoted(row.blocked))),)

    def _said(self, row: Row) -> Lines:
        return (("said", self._say.said(row.said)),) if row.said else ()

    def _was(self, draft: Draft) -> Lines:
        """Old and new in two lines, for each part that a change would touch."""
        if draft.was is None:
            return ()
        say, was, now = self._say, draft.was, draft.terms
        found: list[tuple[str, str]] = []
        if was.outcome != now.outcome:
            found.append(("standing", say("was-outcome", words=say.quoted(was.outcome))))
        if (was.target, was.period, was.due) != (now.target, now.period, now.due):
            found.append(("standing", say("was-terms", terms=was)))
        return tuple(found)


def _changes(draft: Draft, row: Row) -> bool:
    return (draft.owner, draft.label) == (row.owner, row.label)


def _told(found: Iterable[tuple[str, str]]) -> Lines:
    return tuple(pair for pair in found if pair[1])
