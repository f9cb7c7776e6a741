"""What to do about what a provider says, as `check` and the health letter add it."""

import re
from typing import Final

# Looked for in a problem's text, in this order. Google's words:
# https://developers.google.com/workspace/calendar/api/guides/errors; Microsoft's:
# https://learn.microsoft.com/entra/identity-platform/reference-error-codes and
# https://learn.microsoft.com/graph/errors.
_CURES: Final = tuple(
    (re.compile(pattern), cure)
    for pattern, cure in (
        (
            r"\b404 notFound\b|ErrorItemNotFound",
            "its owner shares it with the account that reads it, with all event details",
        ),
        (r"only free and busy", "its owner shares all event details, not only free and busy"),
        (r"accessNotConfigured|SERVICE_DISABLED", "enable that API in Google's console"),
        (
            r"insufficientPermissions|ACCESS_TOKEN_SCOPE_INSUFFICIENT|not granted",
            "sign in again, and leave every box ticked",
        ),
        (
            r"unauthorized_client",
            "enter the service account's client id and the scope under Domain-wide delegation",
        ),
        (
            r"admin_policy_enforced|org_internal|access_denied",
            "the Google administrator has to trust the app under API controls",
        ),
        (r"AADSTS7000222", "the client secret has ended; make a new one"),
        (r"AADSTS7000215", "that is the secret's id or an old one; write the secret's value"),
        (r"AADSTS700016|AADSTS90002|AADSTS900023", "look at tenant and client_id"),
        (r"AADSTS7000218", "set Allow public client flows to Yes in the app registration"),
        (r"AADSTS65001|AADSTS650\d\d", "an administrator has to grant consent to the permissions"),
        (r"AADSTS70002\b|AADSTS700027", "upload the certificate that belongs to this key"),
        (
            r"ErrorAccessDenied|Authorization_RequestDenied",
            "grant the permission and consent to it, or assign the role over this mailbox",
        ),
        (
            r"MailboxNotEnabled|ErrorInvalidUser|ErrorNonExistentMailbox|ResourceNotFound",
            "there is no such mailbox there; write its principal name as calendar or mailbox",
        ),
        (r"invalid_scope|invalid_client|deleted_client", "look at the client in the console"),
        (r"CERTIFICATE_VERIFY_FAILED", "name its issuer's certificate as ca_file"),
        (r"its address is not public", "name its network in near, if you trust it"),
        (r"can't be resolved|Name or service not known", "look at the name of the server"),
        (r"the sign-in is refused|AUTHENTICATIONFAILED|\b535\b", "look at user and password_file"),
    )
)


def with_cure(problem: str) -> str:
    """The problem, and behind it what helps where that is known."""
    cure = next((cure for pattern, cure in _CURES if pattern.search(problem)), "")
    return f"{problem}; {cure}" if cure else problem
