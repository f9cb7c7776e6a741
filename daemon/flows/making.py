"""A wish becomes a letter: rendered, its parts in the Vault, under its own key and tag."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from daemon.domain import tags
from daemon.domain.ledger import Ledger
from daemon.domain.letters.wishes import Wish
from daemon.domain.outbox import Letter, State
from daemon.domain.people import Person
from daemon.flows.house import House
from daemon.mail.render import Frame


@dataclass(frozen=True, slots=True)
class Thread:
    """Where an answer belongs: the subject it goes on with, and the ids it refers to."""

    subject: str
    parent: str
    references: tuple[str, ...]


def make(
    house: House, wish: Wish, reader: Person, now: datetime, thread: Thread | None = None
) -> Letter:
    """Renders a wish and puts its text and HTML into the Vault; queues nothing."""
    tag = tags.tag(house.install_key, wish.key)
    address = house.settings.mailbox.address
    people = house.directory()
    admin = people.people.get(people.admin)
    frame = Frame(
        now=now,
        tag=tag,
        reply_to=tags.reply_address(tag, address),
        admin=admin.address if admin else "",
        heads=tuple(people.people[h].called for h in people.heads if h != reader.id),
        mailbox=address,
    )
    rendered = house.renderer.render(wish.template, wish.page, reader, frame)
    return Letter(
        key=wish.key,
        kind=wish.kind,
        addressee=reader.id,
        made=now,
        subject=reply_subject(thread.subject) if thread else rendered.subject,
        text=house.vault.put(rendered.text.encode()),
        html=house.vault.put(rendered.html.encode()),
        tag=tag,
        message_id=tags.message_id(tag, address),
        not_before=now,
        about=wish.about,
        day=wish.day,
        expires=wish.expires,
        items=wish.items,
        matters=wish.matters,
        parent=thread.parent if thread else wish.parent,
        references=thread.references if thread else wish.references,
    )


def reply_subject(subject: str) -> str:
    """One "Re: " in front, whatever came before."""
    bare = subject
    while bare[:3].casefold() == "re:":
        bare = bare[3:].lstrip()
    return f"Re: {bare}"


def queue(ledger: Ledger, letters: Iterable[Letter]) -> Ledger:
    """The ledger with these letters; a key that was ever queued stays as it is."""
    fresh = {x.key: x for x in letters if x.key not in ledger.letters}
    return replace(ledger, letters={**ledger.letters, **fresh}) if fresh else ledger


def withdraw(ledger: Ledger, keys: Iterable[str], why: str) -> Ledger:
    """Queued letters that lost their reason are not sent; a new one may take their place."""
    lost = {
        key: replace(letter, state=State.EXPIRED, error=why)
        for key in keys
        if (letter := ledger.letters.get(key)) and letter.state is State.QUEUED
    }
    return replace(ledger, letters={**ledger.letters, **lost}) if lost else ledger
