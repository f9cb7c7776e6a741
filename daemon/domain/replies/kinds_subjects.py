"""Subjects that tell a machine from a person, where a product leaves no other mark or a relay took it.

Each table is for the beginning of a subject, folded by `folded`. A person may begin a subject with
the same words ("Automatic reply templates for Kestrel"), so a colon, a bracket or the end of the
subject must follow: that is how machines put their words before somebody else's subject.
"""

import re
import unicodedata

# Exchange and Outlook.com, by the language of the mailbox.
_EXCHANGE = (
    "automatic reply|automatische antwort|réponse automatique|respuesta automática"
    "|risposta automatica|automatisch antwoord|resposta automática|resposta automàtica"
    "|odpowiedź automatyczna|automatiskt svar|automatisk svar|automaattinen vastaus"
    "|automatická odpově[dď]|automatická odpoveď|автоматический ответ|автоматична відповідь"
    "|автоматичен отговор|automatski odgovor|samodejni odgovor|automatikus válasz"
    "|otomatik yanıt|răspuns automat|αυτόματη απάντηση|automaatvastus|automātiska atbilde"
    "|automatinis atsakymas|תשובה אוטומטית|מענה אוטומטי|رد تلقائي|trả lời tự động"
    "|balasan otomatis|ตอบกลับอัตโนมัติ"
    "|自動返信|自動応答|自動回覆|自动回复|自动答复|自動答覆|자동 ?회신|자동 ?응답"
)
# Older Outlook, webmails, autoresponders of hosts.
_RESPONDERS = (
    "auto-?\\s?reply|auto-?\\s?response|automated (?:reply|response)|autoresponder"
    "|out of (?:the )?office (?:auto-?\\s?)?(?:reply|response)|vacation (?:reply|response|message)"
    "|yahoo! auto response"
    "|automatische r(?:ü|ue)ckantwort|abwesenheits(?:notiz|meldung|nachricht|assistent)"
    "|message d'absence|réponse d'absence|notification d'absence"
    "|respuesta automatica|contestación automática|resposta automatica"
    "|risposta automatizzata|messaggio automatico"
    "|automatische beantwoording|afwezigheids(?:bericht|melding)"
    "|automatyczna odpowiedź|autoodpowiedź|autosvar|frånvaromeddelande"
    "|automatisk besvarelse|fraværs(?:melding|besked|meddelelse)"
    "|automaattivastus|poissaoloilmoitus|автоответ(?:чик)?"
)
# What a person may say of a day off as well, with the same colon behind it: here a machine wins.
_AWAY = (
    "auto|away|out of (?:the )?office|abwesenheit|abwesend|nicht im büro|absence du bureau|absence"
    "|absent du bureau|fuera de (?:la )?oficina|ausente|fuori (?:ufficio|sede)|assente"
    "|afwezig|afwezigheid|niet aanwezig|fora do escritório|ausência|ausência temporária"
    "|poza biurem|nieobecność|frånvarande|frånvaro|fraværende|fravær|poissa|poissa toimistosta"
    "|mimo kancelář|nepřítomnost|нет на месте|нет на работе|вне офиса|отсутствие"
    "|不在通知|不在|外出|休暇"
)
# Desks that take a letter for a request, and filters that want proof of a person.
_DESKS = "ticket received - |your email requires verification\\b|\\[request received\\]"

_IN_BRACKETS = r"(?:\[[^\]]{1,60}\]\s?)?"
_ENDS = r"(?:\s?:|\s?\(|\s?$|\s(?:from|to)\s)"
_AUTO = re.compile(
    rf"{_IN_BRACKETS}(?:(?:{_EXCHANGE}|{_RESPONDERS}){_ENDS}|(?:{_AWAY})\s?(?::|$)|{_DESKS})"
)
_HAS_LEFT = re.compile(r"(.{3,100}) is out of the office\.?$")

# Exim, sendmail, Exchange, qmail and their kin.
_BOUNCE = re.compile(
    r"returned mail:|undeliver(?:able|ed)(?::| mail| message$)|mail delivery failed"
    r"|delivery status notification|failure notice$|delivery failure(?::|$)|unzustellbar:"
    r"|mail system error - returned mail"
)
_FORWARD = re.compile(r"fwd?: ")


def folded(subject: str) -> str:
    """Full-width colons, capitals and typographic apostrophes fold; 400 characters are looked at."""
    text = unicodedata.normalize("NFKC", subject[:400]).casefold()
    return unicodedata.normalize("NFC", text).replace("’", "'").strip()


def is_automatic(subject: str, sender: str) -> bool:
    """Whether an automatic answer begins like this. `sender`: the From header as it was written.

    HCL Notes' old agent writes about its owner by name, which nobody does of themselves.
    """
    text = folded(subject)
    if _AUTO.match(text):
        return True
    left = _HAS_LEFT.fullmatch(text)
    return left is not None and left[1] in folded(sender)


def is_bounce(subject: str, *, threaded: bool) -> bool:
    """Whether a notice of non-delivery begins like this.

    Passed on by hand outside a thread, it is no answer either: only replies carry In-Reply-To.
    """
    text = folded(subject)
    return _BOUNCE.match(text if threaded else _FORWARD.sub("", text, count=1)) is not None
