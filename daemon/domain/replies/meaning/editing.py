"""A line of ours that came back changed: somebody answered inside the quote, so it is asked about."""

import re

from daemon.domain.replies.meaning.answers import is_change
from daemon.domain.replies.meaning.joining import Block
from daemon.domain.replies.meaning.references import mentions
from daemon.domain.replies.statements import Question, Table
from daemon.domain.replies.words.folding import fold

_COUNT = re.compile(r"\d+ (?:of|/|von|sur|de|di|van|z) \d+|\d+/\d+")
_LABEL = re.compile(r"#?[A-Za-z]?\d{1,4}[\s:.)–-]*")
_WORD = re.compile(r"\S+")


def is_own_change(block: Block) -> bool:
    """As in "A3 change: …" over words close to the quoted ones: a proposal, no changed line of ours."""
    rest = _LABEL.sub("", block.text.strip(), count=1)
    return is_change(rest) and not is_change(_LABEL.sub("", block.edited.strip(), count=1))


def edited_quote(block: Block, table: Table) -> Question:
    """The question; details "said" holds what was changed, as typed."""
    named = mentions(block.tokens[:2])
    label = block.item or (f"{named[0].letter}{named[0].number}" if named else "")
    item = label if table.item(label) else ""
    said = _changed(block.text, block.edited)
    return Question(block.line, block.text.strip(), "edited-quote", item, details={"said": said})


def _changed(text: str, ours: str) -> str:
    """The count that was changed, else the words that are not ours."""
    before = set(_COUNT.findall(fold(ours).text))
    after = (found.group() for found in _COUNT.finditer(fold(text).text))
    changed = next((count for count in after if count not in before), "")
    if changed:
        return changed
    known = set(_WORD.findall(ours))
    return " ".join(word for word in _WORD.findall(text) if word not in known)
