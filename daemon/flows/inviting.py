"""Invitations: mail of calendar programs, kept as a calendar of its own and never answered.

Whoever adds our address to a 1:1 gets its agendas. An invitation counts as a mail that answers none
of ours does: from somebody of the directory, surely theirs.
"""

import logging
from datetime import datetime

from daemon.domain.meetings.inviting import Outcome, consider
from daemon.domain.people import Directory, Person, fold_address
from daemon.domain.replies.gates import verdict
from daemon.domain.replies.message import IncomingMessage
from daemon.errors import SourceError, StoreError
from daemon.flows.holding import note
from daemon.flows.house import House
from daemon.mail.calendar_part import calendar_part
from daemon.ports import Invitations

log = logging.getLogger("accord.receive")


def keep_invitation(
    house: House, message: IncomingMessage, raw: bytes, name: str, now: datetime
) -> str:
    """What becomes of a mail of kind calendar: the code it is filed under, nobody is told.

    raw: its bytes, kept in the Vault as `name`. Raises StoreError where it can't be kept now: then
    the mail waits.
    """
    code = _code(house, message, raw)
    note(house, message.message_id, name, code, now)
    return code


def _code(house: House, message: IncomingMessage, raw: bytes) -> str:
    invitations = house.invitations
    if invitations is None:
        return "calendar"
    directory = house.directory()
    sender = directory.by_address(message.senders[0]) if len(message.senders) == 1 else None
    if sender is None:
        return "held-stranger"
    authentic = verdict(message, house.settings.mailbox.authserv_id)
    if authentic != "pass":
        return "held-authentication" if authentic == "fail" else "held-no-authentication"
    own = house.settings.mailbox.address
    return _kept(invitations, directory, sender, own, calendar_part(raw))


def _kept(
    invitations: Invitations, directory: Directory, sender: Person, own: str, part: bytes
) -> str:
    """Every event of the part; of several outcomes, the one that most needs a look."""
    try:
        notices = invitations.read(part)
    except SourceError as error:
        log.info("invitation-unread error=%s", str(error)[:80])
        return "held-invitation-unread"

    def who(address: str) -> str:
        person = directory.by_address(address)
        return person.id if person else fold_address(address)

    outcomes = [Outcome.NOTHING]
    for notice in sorted(notices, key=lambda n: n.original is not None):  # the whole series first
        try:
            before = invitations.kept(notice.uid)
            outcome, after = consider(notice, before, sender.id, who, own)
            if after != before:
                invitations.keep(notice.uid, after)
        except SourceError as error:
            raise StoreError(str(error)) from error
        outcomes.append(outcome)
    return max(outcomes, key=list(Outcome).index).value
