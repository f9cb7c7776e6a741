"""Lines that programs and habits put around what was typed, in the languages that are read.

Device lines, closings, disclaimers, banners, signature delimiters. A line that names an item or a
count is never furniture.
"""

import re

from daemon.domain.replies.rows import SHORT, Row, fold, folded

_ITEM = re.compile(r"\W{0,4}(?:[al#]\s?\d{1,3}(?![\w-])|item \d{1,3}\b|\d{1,2}[:)](?:\s|$))")
_COUNT = re.compile(
    r"(?<![\d/.:])(?!24/7)\d{1,3}\s?(?:of|out of|von|sur|de|di|van|z|av|af|из|/)\s?\d{1,3}(?![\d/]|\.\d)"
)
_RULE = re.compile(r"[-_=*~—–─ ]{5,}$")
_DELIMITER = re.compile(r"(?:--|—|__)$")

_MACHINES = (
    r"(?:i ?(?:phone|pad|pod)|android|blackberry|galaxy|samsung|huawei|xiaomi|redmi|pixel|nokia|htc|lg|oneplus"
    r"|mobil|mobile|mobiel|móvil|móbil|mobiltelefon|handy|smartphone|smart phone|tablet|phone|telefon|telefoon"
    r"|téléphone|teléfono|telefone|telefono|puhelim|мобильн|телефон|aparat|outlook|windows|mailbox|mail app"
    r"|airmail|sparrow|spark|acompli|yahoo|aol|gmail|gmx|web\.de|k-9|proton|tutanota|tuta|fairemail|thunderbird"
    r"|mail\.ru|яндекс|yandex|zoho|bluemail|mailspring|superhuman|hey|boxer|nine|apple|mac|ipad)"
)
_DEVICE = re.compile(
    r"[<(\[\s]{0,3}(?:"
    rf"sent from my |(?:sent|composed|written) (?:from|via|with|using|by|on) .{{0,40}}{_MACHINES}"
    r"|sent from \[?mail\b|from my i?phone|someone from mobile"
    r"|(?:get|download|hol(?:en sie sich)? |télécharge[rz]? |obten(?:er|ga) |baixe |scarica |ottieni |pobierz |hämta "
    r"|hent |stáhněte |скачать ).{0,6}outlook\b"
    rf"|von meinem .{{1,40}}gesendet|gesendet (?:von|mit|über) .{{0,40}}{_MACHINES}|von .{{0,20}}{_MACHINES}.{{0,20}} gesendet"
    rf"|diese nachricht wurde von .{{1,60}}gesendet|von unterwegs gesendet"
    rf"|envoyé (?:de|depuis|à partir|avec|par|via) .{{0,40}}{_MACHINES}"
    rf"|enviado (?:desde|do|de|da|a partir|através|via|pelo) .{{0,40}}{_MACHINES}"
    rf"|inviato (?:da|dal|con|tramite) .{{0,40}}{_MACHINES}"
    rf"|(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via|van) .{{0,40}}{_MACHINES}"
    rf"|wysłan[eoay] (?:z|za|ze|przez) .{{0,40}}{_MACHINES}"
    rf"|skickat (?:från|med|via) .{{0,40}}{_MACHINES}|sendt (?:fra|med|via) .{{0,40}}{_MACHINES}"
    rf"|lähetetty .{{0,40}}|odesláno (?:z|ze|pomocí) .{{0,40}}{_MACHINES}"
    rf"|(?:отправлено|надіслано) (?:с|со|из|з|із) .{{0,40}}|trimis (?:de pe|din|cu) .{{0,40}}|.{{0,40}} küldve$"
    rf"|.{{0,40}} gönderildi$|.{{0,30}}から送信|从我的.{{0,30}}发送|從我的.{{0,30}}傳送|[发發]自我的|나의 .{{0,30}}에서 보냄"
    r"|أُ?رسلت من|مرسل من|נשלח מה)"
)

_CLOSINGS = frozenset(
    phrase
    for language in (
        "regards|best regards|kind regards|warm regards|kindest regards|warmest regards|many regards|best"
        "|best wishes|all the best|all best|cheers|thanks|thank you|many thanks|thanks a lot|thanks again|thx"
        "|thanks in advance|sincerely|yours|yours sincerely|yours truly|yours faithfully|take care|talk soon|br|rgds|brgds"
        "|with best regards|with kind regards|respectfully|cordially|have a nice day|have a great day",
        "mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|mit besten grüßen|mit lieben grüßen"
        "|mit herzlichen grüßen|mit freundlichen gruessen|freundliche grüße|freundliche grüsse|beste grüße|beste grüsse"
        "|viele grüße|viele grüsse|liebe grüße|liebe grüsse|herzliche grüße|herzliche grüsse|schöne grüße|schönen gruß"
        "|gruß|gruss|grüße|grüsse|lg|vg|mfg|bg|danke|vielen dank|besten dank|herzlichen dank|danke und gruß|viele dank",
        "cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|à bientôt|amicalement|salutations"
        "|sincères salutations|meilleures salutations|merci|merci beaucoup|merci d'avance|bonne journée|cdlt|bien cdlt",
        "saludos|un saludo|saludos cordiales|un cordial saludo|cordialmente|atentamente|gracias|muchas gracias|un abrazo"
        "|abrazos|saludo",
        "cordiali saluti|saluti|distinti saluti|un saluto|cari saluti|grazie|grazie mille|a presto|buona giornata",
        "met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|hartelijke groet"
        "|hartelijke groeten|groeten|groet|groetjes|mvg|bedankt|alvast bedankt|dank je|dank u",
        "atenciosamente|cumprimentos|melhores cumprimentos|com os melhores cumprimentos|obrigado|obrigada|muito obrigado"
        "|muito obrigada|abraço|abraços|um abraço|att|saudações",
        "pozdrawiam|z poważaniem|pozdrowienia|serdecznie pozdrawiam|pozdrawiam serdecznie|dziękuję|dzięki|z pozdrowieniami"
        "|z wyrazami szacunku|łączę pozdrowienia",
        "med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänlig hälsning|bästa hälsningar|hälsningar|tack"
        "|tack så mycket|mvh|hälsning",
        "med venlig hilsen|venlig hilsen|venlige hilsner|med venlige hilsner|mange hilsner|bedste hilsner|de bedste hilsner"
        "|hilsen|tak|mange tak|vh|med vennlig hilsen|vennlig hilsen|beste hilsen|hilsner|takk|tusen takk",
        "ystävällisin terveisin|terveisin|parhain terveisin|yst. terv|kiitos|kiitoksia|terv",
        "s pozdravem|s přátelským pozdravem|pozdravem|děkuji|díky|zdravím|hezký den|s úctou",
        "с уважением|с наилучшими пожеланиями|спасибо|всего доброго|всего хорошего|с приветом|з повагою|дякую",
        "よろしくお願いします|よろしくお願いいたします|よろしくお願い致します|宜しくお願いします|宜しくお願いいたします"
        "|宜しくお願い致します|何卒よろしくお願いいたします|敬具",
        "此致|敬礼|谢谢|謝謝|多谢|祝好|祝商祺|顺颂商祺|此致敬礼|üdvözlettel|teşekkürler|saygılarımla|cu stimă|감사합니다",
    )
    for phrase in language.split("|")
)
_PIECES = re.compile(r"[,，、.!！;。&+/…]| and | und | et | y | e | en | i | och | og | ja | a ")

_DISCLAIMER = re.compile(
    r"(?:important[:! ]{1,3})?(?:"
    r"(?:this|the) (?:e-?mail|message|communication|transmission|electronic).{0,120}(?:confidential|intended|privileged|attachment)"
    r"|(?:the )?information (?:contained )?in this (?:e-?mail|message|communication)|confidentiality (?:notice|note)|legal disclaimer"
    r"|disclaimer:|notice: this|if you are not the intended|please consider the environment|before printing"
    r"|virus-?free|this e-?mail has been (?:scanned|checked)|please do not print"
    r"|diese (?:e-?mail|nachricht).{0,80}vertraulich|der inhalt dieser e-?mail|diese e-?mail (?:und|ist|kann|enthält)"
    r"|ce (?:message|courriel|mail|courrier).{0,100}(?:confidentiel|destin|pièces jointes)|avant d'imprimer"
    r"|est[ea] (?:mensaje|correo|e-?mail|comunicación).{0,100}(?:confidencial|destinatari|adjunto)"
    r"|(?:le informazioni contenute in|questo messaggio|questa e-?mail|il presente messaggio)"
    r"|(?:dit bericht|deze e-?mail|de informatie in (?:dit|deze)).{0,100}(?:vertrouwelijk|bestemd|bedoeld)"
    r"|esta mensagem.{0,100}(?:confidencia|destinat)|(?:ta|niniejsza) wiadomość.{0,100}(?:poufn|przeznaczon|adresat)"
    r"|treść tej wiadomości|(?:detta meddelande|denna e-?post|detta e-?post).{0,100}(?:konfidentiel|avsed)"
    r"|denne (?:e-?mail|e-?post|meddelelse|meldingen).{0,100}(?:fortrolig|konfidensiel)|tämä (?:viesti|sähköposti).{0,100}luottamuksel"
    r"|tato zpráva.{0,100}důvěrn|(?:данное|это) (?:сообщение|письмо).{0,100}(?:конфиденц|предназнач)"
    r"|このメールには.{0,60}機密|本邮件.{0,60}(?:保密|机密)|本郵件.{0,60}機密)"
)
# Put above what was typed by the gateway of the reader's company, or by Outlook.
_BANNER = re.compile(
    r"[\[(*\s]{0,4}(?:caution|warning|external(?: e-?mail| sender)?|achtung|extern(?:e e-?mail)?|attention)[\])*:! ]{1,4}"
    r".{0,40}(?:e-?mail|message|sender|originat|mail|nachricht|absender)"
    r"|you don't often get e?-?mail from|sie erhalten nicht (?:oft|häufig) e-?mails? von|vous ne recevez pas souvent"
)
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.\w|https?://|\bwww\.|\b(?:tel|phone|mobile?|fax|cell|m|t|p|f|tlf|telefon|handy|mob)[.: ]{1,3}\+?[\d(]"
    r"|\+\d[\d ()/.-]{6,20}\d|\(\d{2,5}\) ?\d{2,4}[- ]\d|\b\d{3}[-.]\d{3}[-.]\d{4}\b"
)
_NAME = re.compile(r"[^\W\d_][\w.'-]{0,24}")


def names_item(row: Row) -> bool:
    """Whether a row begins with an item or holds a count such as "5 of 8": such a row is kept."""
    text = fold(row.text[:SHORT])
    return bool(_ITEM.match(text) or _COUNT.search(text))


def is_rule(row: Row) -> bool:
    """A line of dashes, underscores, equal signs or asterisks."""
    return bool(_RULE.match(row.text[:SHORT]))


def is_delimiter(row: Row) -> bool:
    """The mark above a signature: "-- " (RFC 3676 4.3) and what is typed for it."""
    return bool(_DELIMITER.match(row.text)) if len(row.text) < 4 else False


def is_device(row: Row) -> bool:
    """ "Sent from my phone" and the like."""
    return len(row.text) <= 160 and bool(_DEVICE.match(folded(row)))


def is_disclaimer(row: Row) -> bool:
    return bool(_DISCLAIMER.match(folded(row)))


def is_banner(row: Row) -> bool:
    return bool(_BANNER.match(folded(row)))


def is_contact(row: Row) -> bool:
    """A telephone number, an address, a page."""
    return len(row.text) <= 160 and bool(_CONTACT.search(folded(row)))


def is_closing(row: Row) -> bool:
    """A phrase that ends a letter, alone or with a name ("Thanks, Marek"; not "Thanks for asking")."""
    if len(row.text) > 80:
        return False
    text = folded(row).strip(" -–—~/")
    pieces = [piece.strip(" -–—") for piece in _PIECES.split(text)]
    pieces = [piece for piece in pieces if piece]
    if not pieces or _phrase(pieces[0]) is None:
        return False
    names = " ".join([_phrase(pieces[0]) or "", *(p for p in pieces[1:] if p not in _CLOSINGS)])
    return _are_names(names, row.text)


def _phrase(piece: str) -> str | None:
    """What stands behind the closing phrase at the start of a piece; None where there is none."""
    if piece in _CLOSINGS:
        return ""
    names = piece.split(" ")
    for words in range(min(len(names) - 1, 5), 0, -1):
        if " ".join(names[:words]) in _CLOSINGS:
            return " ".join(names[words:])
    return None


def _are_names(names: str, text: str) -> bool:
    """At most three words, each with a capital in the text as it was typed."""
    found = names.split()
    if len(found) > 3:
        return False
    return all(_NAME.fullmatch(n) and n.capitalize()[:3] in text.replace("’", "'") for n in found)
