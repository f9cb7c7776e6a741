"""What a reply says and would record, in words an operator understands; for `accord explain` alone."""

from daemon.domain.ledger import Entry
from daemon.domain.replies.statements import (
    Command,
    Draft,
    Note,
    Op,
    Question,
    Statement,
    TopicLine,
    Update,
)

KINDS = {
    "reply": "a person wrote it",
    "own": "one of our own mails, or sent from our own address",
    "delivery-report": "its type is a delivery report (RFC 3464)",
    "other-report": "its type is a report of another kind, a read receipt for example",
    "bounce-sender": "mail systems send from this address",
    "bounce-subject": "notices of non-delivery begin with this subject",
    "calendar": "it holds an invitation, or the answer to one",
    "digest": "it holds the mails of a list",
    "no-reply-sender": "this address is a program's",
    "list-engine": "list software wrote it",
    "auto-submitted": "its Auto-Submitted header says so (RFC 3834)",
    "auto-header": "it has a header that only programs write",
    "exchange-rule": "a rule of the sender's mailbox wrote it",
    "auto-subject": "automatic answers begin with this subject",
    "no-return-path": "it has no return path (RFC 5321 4.5.5)",
    "bulk": "its Precedence header says bulk or junk",
}
GATES = {
    "": "may be read",
    "held-sender": "the sender is not the one it was sent to",
    "held-authentication": "our own server says that the sender is not who it seems",
    "held-no-authentication": "no proof of the sender, and the settings ask for one (require_auth)",
    "held-no-tag": "it answers none of our letters, and nothing proves the sender",
    "held-stranger": "it answers none of our letters, and nobody we know sent it",
    "repeated": "the third mail in a row with the same words, in answer to a receipt: a program's",
    "welcome": 'the word "start" from an address that may set up leaders',
    "stop": "the word STOP from the admin: sending stops",
    "between-people": "it went to somebody else, too, and begins no new agreement",
    "known": "it was read before",
}
_OPS = {
    Op.PROGRESS: "stands at {value}",
    Op.DONE: "done, which closes it as kept",
    Op.BLOCKED: "stuck: {reason}",
    Op.REOPEN: "open once more",
    Op.PROPOSE_DUE: "another day is proposed, {due}",
    Op.NOT_KEPT: "not kept",
    Op.RULE_KEPT: "the rule was held",
    Op.RULE_MISSED: "the rule was not held",
    Op.AGREE: "yes",
    Op.REFUSE: "no",
    Op.CHANGE: "other words are proposed",
    Op.SHARE: "may be shared",
    Op.KEEP_PRIVATE: "stays between the two",
    Op.CONTEST: "contests the verdict",
}


def gate(code: str) -> str:
    """Why a mail is held or filed under a code."""
    return GATES.get(code, code)


def statement(said: Statement) -> str:
    """One line: where it stands, the words, and what they mean."""
    words = " / ".join(said.words.splitlines())
    return f"line {said.line + 1} “{words}”: {_means(said)}"


def _means(said: Statement) -> str:
    match said:
        case Update():
            return _update(said)
        case Note(item=item, question=question):
            place = f"beside {item}" if item else "beside no item"
            return f"a question, kept as words {place}" if question else f"kept as words {place}"
        case TopicLine(request=request):
            return "a request to the other person" if request else "a topic for the next 1:1"
        case Question():
            return _question(said)
        case Draft(outcome=outcome, due=due):
            return f"a draft of a new agreement: “{outcome}”, by {due or 'no day'}"
        case Command(word=word, item=item):
            return f"the word {word.value.upper()}" + (f" for {item}" if item else "")


def _update(said: Update) -> str:
    told = _OPS[said.op].format(value=said.value, reason=said.reason, due=said.due)
    flag = f", pointed out in the receipt ({said.flag})" if said.flag else ""
    return f"{said.item} {told}{flag}"


def _question(said: Question) -> str:
    place = f" about {said.item}" if said.item else ""
    choices = f"; it could be {' or '.join(said.choices)}" if said.choices else ""
    return f"in doubt{place} ({said.code}), so nothing is recorded and it is asked back{choices}"


def entry(owner: str, made: Entry) -> str:
    """One entry: whose ledger, which agreement, what kind, and its values."""
    values = ", ".join(f"{name} {value}" for name, value in made.values.items())
    label = f" {made.agreement}" if made.agreement else ""
    return f"{owner}{label}: {made.kind.value}" + (f" ({values})" if values else "")
