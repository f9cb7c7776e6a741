"""Where the mail that is quoted begins: attribution lines, header blocks, "original message" lines.

For text that is not ours. A typed sentence such as "On Monday I wrote to Acme:" is none of these: an
attribution has an address or a full date, and a header block an address or a time.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import takewhile

from daemon.domain.replies.typed.furniture import is_rule
from daemon.domain.replies.typed.rows import SHORT, Row

_JOINED = 4
_BLOCK = 14
# How far from the end of an attribution its verb stands, or from the beginning of its first line.
_NEAR = 60

_VERB = (
    r"(?:wrote|writes|schrieb|schreibt|(?:hat )?(?:folgendes )?geschrieben|[aà] écrit|écrit|escribió|escribio|ha scritto|scrive"
    r"|schreef|geschreven|escreveu|napisał(?:\(a\)|a|o)?|wiadomość napisana przez|pisze|skrev|kirjoitti"
    r"|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|(?:на)?писала?|написав|пише|пишет|写道|寫道|书写|書きました|のメール"
    r"|írta|a scris|yazdı|şunu yazdı|كتب|כתב|έγραψε|작성|đã viết|viết)"
)
_HAS_VERB = re.compile(rf"(?<![^\W_]){_VERB}|{_VERB}(?:$|[:：])")
_ENDS = re.compile(rf"(?:[:：]|{_VERB}|\bsent:?)[\s\-–—>*_]{{0,12}}$")
_FIRST_PERSON = re.compile(
    rf"\b(?:i|ich|je|j'ai|yo|io|ik|eu|jag|jeg|ja|we|wir|nous)\b.{{0,12}}{_VERB}|{_VERB} (?:i|ich|ik|jag|jeg)\b"
)
_OPENER = re.compile(
    r"(?:on|am|le|el|il|em|op|den|dne|w dniu|dnia|w|в|på|pe|kl|tarihinde|vào|at|em|ons|tis|mån|tors|fre|lör|sön"
    r"|man|tir|tirs|tor|lør|søn|ma|ti|ke|to|pe|la|su|po|út|st|čt|pá|so|ne|wiadomość"
    r"|mon|tue|wed|thu|fri|sat|sun|pon|wt|śr|czw|pt|sob|niedz|пн|вт|ср|чт|пт|сб|вс)[\s.,]|\d|\W?\d|在|于"
)
_DATE_FIRST = re.compile(r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[:.]\d\d)\b")
_GMAIL_DATE = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d gmt[+-]\d{1,2}:\d\d .{1,80}$")
_DATED = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b\d{1,2}[:.]\d\d\b|[年月]\d{0,2}"
)
_ADDRESS = re.compile(r"[<(][^<>()\s]{3,200}@[^<>()\s]{3,200}[>)]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.]\d\d(?!\d)")
# Roundcube and Thunderbird, in languages that put the name before the day.
_NAME_FIRST = re.compile(
    rf"{_VERB} (?:den |op |dne |am )?\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}},? (?:klo |kl\.? )?\d{{1,2}}[:.]\d\d(?:[:.]\d\d)? ?:$"
)
_YOU = re.compile(r"(?:you wrote|sie schrieben|vous écriviez|ud\. escribió|вы писали)\W{0,3}:$")
_DASHED = re.compile(rf"-{{2,}} ?(?:on )?.{{1,200}}{_VERB} ?-{{2,}}$")
_GLUED = re.compile(r"(?<=[^\s-])\s?-{2,5} ?On (?=\w)")
_DIGIT = re.compile(r"\d")
_ITEM = re.compile(r"[al#]\d{1,3}\b")

_ORIGINAL = re.compile(
    r"[-_=*─ ]{0,40}(?:original(?:e|es)? (?:message|mail|e-?mail|appointment|meddelande|melding|meddelelse|viesti)"
    r"|forwarded message|ursprüngliche (?:nachricht|e-?mail)|originalnachricht|weitergeleitete nachricht"
    r"|message (?:d'origine|original|transféré|réexpédié)|mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)"
    r"|messaggio (?:originale|inoltrato)|(?:oorspronkelijk|doorgestuurd|origineel) bericht"
    r"|(?:wiadomość oryginalna|oryginalna wiadomość|przekazana wiadomość|wiadomość przekazana)"
    r"|(?:ursprungligt|vidarebefordrat) meddelande|(?:oprindelig|opprinnelig|videresendt) (?:meddelelse|melding|mail)"
    r"|(?:alkuperäinen|edelleenlähetetty) viesti|(?:původní|přeposlaná) zpráva|(?:исходное|пересылаемое|пересланное) сообщение"
    r"|元のメッセージ|転送(?:された)?メッセージ|原始邮件|原始郵件|转发的邮件|轉寄的郵件|원본 메시지)[-_=*─ :]{0,40}$"
)
_BEGIN = re.compile(
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:transféré|réexpédié)"
    r"|inicio del mensaje reenviado|inizio (?:del )?messaggio inoltrato|begin doorgestuurd bericht"
    r"|início da mensagem (?:encaminhada|reencaminhada)|początek przekazywanej wiadomości|vidarebefordrat brev"
    r"|start på videresendt (?:besked|melding)|välitetty viesti alkaa|začátek přeposílané zprávy|начало переадресованного сообщения"
    r"|転送されたメッセージ|開始轉寄郵件|以下是转发的邮件)\s?[:：]$"
)

_KEYS = {
    key: kind
    for kind, keys in {
        "from": "from|von|de|da|van|från|fra|od|nadawca|lähettäjä|mittente|remitente|emisor|от|от кого|отправитель|feladó"
        "|odesílatel|gönderen|kimden|expéditeur|afzender|absender|差出人|送信者|发件人|寄件者|寄件人|发信人|보낸 사람|від|de la|από|מאת|من|odosielateľ|dari|từ",
        "date": "sent|date|gesendet|datum|gesendet am|envoyé|envoyé le|date d'envoi|message du|enviado|enviado el|enviada"
        "|enviada el|enviado em|enviada em|fecha|data|inviato|inviata|verzonden|verzonden op|wysłano|wysłane|skickat"
        "|sendt|dato|lähetetty|päiväys|päivämäärä|odesláno|отправлено|дата|送信日時|日時|日付|发送时间|发送日期|日期"
        "|時間|时间|傳送時間|寄件日期|küldve|tarih|보낸 날짜|надіслано|when|trimis|gönderildi|στάλθηκε|נשלח|تم الإرسال|poslano|odoslané|изпратено|dikirim|đã gửi|enviat",
        "to": "to|an|à|a|para|aan|naar|till|til|do|komu|pro|destinatario|destinataire|per|кому|vastaanottaja|empfänger|adresat"
        "|宛先|收件人|收件者|받는 사람|címzett|kime|ontvanger|către|προς|אל|إلى|prima|до|kepada|đến|per a",
        "subject": "subject|betreff|objet|sujet|asunto|oggetto|assunto|onderwerp|temat|ämne|emne|aihe|předmět|věc|тема|件名"
        "|主题|主題|제목|tárgy|konu|subiect|θέμα|נושא|الموضوع|predmet|относно|subjek|chủ đề|assumpte",
        "other": "cc|bcc|kopie|kopie an|copie|copie à|kopia|kopio|kopi|reply-to|reply to|antwort an|répondre à|responder a"
        "|importance|priority|attachments|копия|抄送|副本|wichtigkeit|cci|dw|do wiadomości|data de envio",
    }.items()
    for key in keys.split("|")
}
_KEY = re.compile(r"[^\w]{0,3}([^\W\d_][\w '’-]{0,24}?)[*_]{0,3}\s{0,3}[:：]")
_INLINE_KEYS = re.compile(
    r"\b(?:temat|nadawca|adresat|data|from|sent|to|subject|von|gesendet|an|betreff): ?"
)
_STAMPED = re.compile(r"@|\b(?:19|20)\d\d\b.{0,20}\d{1,2}[:.]\d\d")


@dataclass(frozen=True, slots=True)
class Split:
    """Rows that stand above a quoted mail: [start, stop) in the list of rows.

    glued: where it begins in the text of the first row, when typed text stands before it (Yahoo).
    """

    start: int
    stop: int
    why: str
    glued: int = 0


def splits(rows: Sequence[Row], ours: Container[int]) -> dict[int, Split]:
    """Every place where quoted mail begins, by the index of its first row; rows of ours are none."""
    found: dict[int, Split] = {}
    i = 0
    while i < len(rows):
        row = rows[i]
        split = None if row.blank or row.number in ours else _split(rows, i, ours)
        if split:
            found[i] = split
            i = split.stop
        else:
            i += 1
    return found


def _split(rows: Sequence[Row], i: int, ours: Container[int]) -> Split | None:
    if len(rows[i].text) > SHORT:
        return None
    text = rows[i].folded
    if _ORIGINAL.match(text) or _BEGIN.match(text):
        return Split(i, i + 1, "header block")
    stop = _header_block(rows, i, ours) or _ruled_block(rows, i, ours)
    if stop:
        return Split(i, stop, "header block")
    stop = _attribution(rows, i, ours)
    glued = _GLUED.search(rows[i].text[:SHORT]) if stop else None
    return Split(i, stop, "attribution", glued.start() if glued else 0) if stop else None


def _key(row: Row) -> str:
    match = _KEY.match(row.folded) if ":" in row.folded else None
    return _KEYS.get(match[1].strip(), "") if match else ""


def _is_inline(text: str) -> bool:
    """A header block in one line, as o2.pl and Interia write it."""
    if text.count(":") < 3:
        return False
    return len(_INLINE_KEYS.findall(text)) >= 3 and bool(_STAMPED.search(text))


def _header_block(rows: Sequence[Row], i: int, ours: Container[int]) -> int:
    """The index behind a block of From, Sent, To, Subject lines that begins at row i; 0 if none."""
    if _is_inline(rows[i].folded):
        return i + 1
    first = _key(rows[i])
    # Notes begins with To; a person may, too, but hardly with an address.
    if first not in ("from", "date", "subject") and not (first == "to" and "@" in rows[i].folded):
        return 0
    kinds: dict[str, int] = {}
    stop, loose, stamped = i + 1, 0, False
    for j in range(i, min(i + _BLOCK, len(rows))):
        row = rows[j]
        if row.blank:
            loose += 1
        elif row.depth != rows[i].depth or row.number in ours:
            break
        elif key := _key(row):
            if key in kinds and key != "other":
                break
            kinds[key], stop, loose = j, j + 1, 0
        else:
            loose += 1
        if loose > 2:
            break
        stamped = stamped or bool(_STAMPED.search(row.folded))
    kinds.pop("other", None)
    return stop if len(kinds) >= 2 and (stamped or len(kinds) == 4) else 0


def _ruled_block(rows: Sequence[Row], i: int, ours: Container[int]) -> int:
    """Outlook in any language: a rule, then three lines or more of "Word: value", one with a time."""
    if not is_rule(rows[i]):
        return 0
    below = [j for j in range(i + 1, min(i + 9, len(rows))) if not rows[j].blank]
    keyed = list(
        takewhile(lambda j: _KEY.match(rows[j].folded) and rows[j].number not in ours, below)
    )
    stamped = any(_STAMPED.search(rows[j].folded) for j in keyed)
    return keyed[-1] + 1 if len(keyed) >= 3 and stamped else 0


def _attribution(rows: Sequence[Row], i: int, ours: Container[int]) -> int:
    """The index behind an "On … wrote:" that begins at row i and may be wrapped; 0 if none."""
    if not _may_open(rows[i].folded):
        return 0
    text, below = "", ""
    for j in range(i, min(i + _JOINED, len(rows))):
        row = rows[j]
        wrapped = row.depth == rows[i].depth + 1 and text.count("<") > text.count(">")
        if row.blank or row.number in ours or len(text) > SHORT:
            return 0
        if row.depth != rows[i].depth and not wrapped:
            return 0
        # Wrapped inside an address, the ">" of "<dana@halden.example" opens the next row.
        text = f"{text} {'> ' if wrapped else ''}{row.folded}".strip()
        below = f"{below} {row.folded}".strip() if j > i else ""
        if is_attribution(text):
            return 0 if j > i and _begins_below(rows[i].folded, below) else j + 1
    return 0


def _may_open(text: str) -> bool:
    if "@" in text or "<" in text:
        return True
    # Clients wrap behind the date, never before it.
    digit = bool(_DIGIT.search(text))
    if digit and (_OPENER.match(text.lstrip("-* ")) or _YEAR.search(text)):
        return True
    # Apple Mail in Polish begins with words and a name, and wraps before the day.
    if not (digit or ":" in text or text.startswith(("-", "wiadomość"))):
        return False
    return bool(_HAS_VERB.search(text, 0, _NEAR))


def _begins_below(first: str, below: str) -> bool:
    """A line such as "On Monday they sign", right above an attribution that begins with "On", too."""
    whole = first.count("<") == first.count(">")
    begins = _OPENER.match(below) or (below[:1] != "<" and _is_stamped(below))
    return whole and bool(begins) and is_attribution(below)


def _is_stamped(text: str) -> bool:
    """An address, a year and a time, and a colon at the end: an attribution in any language.

    Gmail's in Russian and Japanese have no verb, and its verbs in others are not listed here.
    """
    found = text.endswith(":") and _ADDRESS.search(text) and _YEAR.search(text)
    return bool(found and _TIME.search(text))


def is_attribution(text: str) -> bool:
    """Whether folded text introduces somebody else's words."""
    if _ITEM.match(text):
        return False
    if _DASHED.match(text) or _GMAIL_DATE.match(text):
        return True
    bare = text.lstrip("-–—>*_ ")
    address = "@" in bare
    if address and _DATE_FIRST.match(bare) and bare.rstrip("-* ").endswith((">:", ">", "):", ":")):
        return True
    tail = bare[-_NEAR:]
    if not _ENDS.search(tail):
        return False
    if _is_stamped(bare) or _NAME_FIRST.search(tail):
        return True
    if _YOU.search(tail) and _DATED.search(bare):
        return True
    if _FIRST_PERSON.search(bare):
        return False
    if address:
        return bool(_HAS_VERB.search(bare)) or bare.endswith("sent:")
    # "On 12/09/2026 legal wrote" is somebody's news; the colon and the date make it a heading.
    return bool(
        bare.endswith((":", "："))
        and _HAS_VERB.search(bare)
        and _OPENER.match(bare)
        and _DATED.search(bare)
    )


def heading(above: Sequence[Row]) -> tuple[int, str]:
    """Where a heading begins at the end of rows above our own words, in no language in particular.

    Three lines or more of "Word: value" with a time or an address, else one or two lines that end in
    a colon and hold an address or a date; len(above) where there is none.
    """
    start = len(above)
    while start and len(above) - start < _BLOCK and _KEY.match(above[start - 1].folded):
        start -= 1
    if len(above) - start >= 3 and any(_STAMPED.search(row.folded) for row in above[start:]):
        return start, "header block"
    for lines in (1, 2):
        text = " ".join(row.folded for row in above[-lines:])
        if text.endswith((":", "：", ">")) and ("@" in text or _DATED.search(text)):
            return max(len(above) - lines, 0), "attribution"
    return len(above), ""
