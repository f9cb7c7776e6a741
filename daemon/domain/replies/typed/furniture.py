"""Lines that programs and habits put around what was typed, in the languages that are read.

Device lines, disclaimers, banners, signature delimiters; `closings` has the phrases that end a letter. A line that names an item or a
count is never furniture.
"""

import re

from daemon.domain.replies.typed.rows import SHORT, Row

_ITEM = re.compile(r"\W{0,4}(?:[al#]\s?\d{1,3}(?![\w-])|item \d{1,3}\b|\d{1,2}[:)](?:\s|$))")
_COUNT = re.compile(
    r"(?<![\d/.:])(?!24/7)\d{1,3}\s?(?:of|out of|von|sur|de|di|van|z|av|af|из|/)\s?\d{1,3}(?![\d/]|\.\d)"
)
_RULE = re.compile(r"[-_=*~—–─ ]{4,}$")
_DELIMITER = re.compile(r"(?:--|—|__)$")

_MACHINES = (
    r"(?:i ?(?:phon|pad|pod)|android|blackberry|galaxy|samsung|huawei|xiaomi|redmi|pixel|nokia|htc|lg|oneplus"
    r"|mobil|mobile|mobiel|móvil|móbil|mobiltelefon|handy|smartphone|smart phone|tablet|phone|telefon|telefoon"
    r"|téléphone|teléfono|telefone|telefono|puhelim|мобильн|телефон|aparat|outlook|windows|mailbox|mail app"
    r"|airmail|sparrow|spark|acompli|yahoo|aol|gmail|gmx|web\.de|k-9|proton|tutanota|tuta|fairemail|thunderbird"
    r"|mail\.ru|яндекс|yandex|zoho|bluemail|mailspring|superhuman|hey|boxer|nine|apple|mac)"
)
_DEVICE = re.compile(
    r"[<(\[\s]{0,3}(?:"
    rf"sent from my |(?:sent|composed|written) (?:from|via|with|using|by|on) .{{0,40}}{_MACHINES}"
    r"|sent from \[?mail\b|from my i?phone|someone from mobile"
    r"|(?:get|download|hol(?:en sie sich)? |télécharge[rz]? |obten(?:er|ga) |baixe |scarica |ottieni |pobierz |hämta "
    r"|hent |stáhněte |скачать |obter |hanki |skaff deg |získat |скачайте |获取 ?|取得 ?).{0,9}outlook\b"
    r"|outlook (?:for|für|voor) (?:ios|android) ?(?:beziehen|herunterladen|downloaden|を入手)"
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


_DISCLAIMER = re.compile(
    r"(?:important[:! ]{1,3})?(?:"
    r"(?:this|the) (?:e-?mail|message|communication|transmission|electronic).{0,100}(?:(?:is|are|be|contains?|and|may|any) .{0,30}(?:confidential|privileged)"
    r"|intended (?:only|solely|recipient|for the (?:use|person|addressee|individual)))"
    r"|(?:the )?information (?:contained )?in this (?:e-?mail|message|communication)|confidentiality (?:notice|note)|legal disclaimer"
    r"|disclaimer:|if you are not the intended|please consider the environment|think before printing"
    r"|virus-?free|this e-?mail has been (?:scanned|checked)|please do not print"
    r"|diese (?:e-?mail|nachricht).{0,80}vertraulich|der inhalt dieser e-?mail|diese e-?mail .{0,100}(?:vertraulich|ausschließlich)"
    r"|ce (?:message|courriel|mail|courrier).{0,100}(?:confidentiel|destin|pièces jointes)|avant d'imprimer"
    r"|est[ea] (?:mensaje|correo|e-?mail|comunicación).{0,100}(?:confidencial|destinatari|adjunto)"
    r"|le informazioni contenute in|(?:questo messaggio|questa e-?mail|il presente messaggio).{0,100}(?:riservat|confidenzial|destinatari)"
    r"|(?:dit bericht|deze e-?mail|de informatie in (?:dit|deze)).{0,100}(?:vertrouwelijk|bestemd|bedoeld)"
    r"|esta mensagem.{0,100}(?:confidencia|destinat)|(?:ta|niniejsza) wiadomość.{0,100}(?:poufn|przeznaczon|adresat)"
    r"|treść tej wiadomości|(?:detta meddelande|denna e-?post|detta e-?post).{0,100}(?:konfidentiel|avsed)"
    r"|denne (?:e-?mail|e-?post|meddelelse|meldingen).{0,100}(?:fortrolig|konfidensiel)|tämä (?:viesti|sähköposti).{0,100}luottamuksel"
    r"|tato zpráva.{0,100}důvěrn|(?:данное|это) (?:сообщение|письмо).{0,100}(?:конфиденц|предназнач)"
    r"|このメールには.{0,60}機密|本邮件.{0,60}(?:保密|机密)|本郵件.{0,60}機密)"
)
# Put above what was typed by the gateway of the reader's company, or by Outlook.
_BANNER = re.compile(
    r"[\[(*\s]{0,4}(?:caution|warning|external|achtung|extern|attention|externe)\b.{0,80}"
    r"(?:originated|outside|external sender|extern(?:en|er|e) (?:absender|e-?mail)|außerhalb|extérieur)"
    r"|you don't often get e?-?mail from|sie erhalten nicht (?:oft|häufig) e-?mails? von|vous ne recevez pas souvent"
)
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.\w|https?://|\bwww\.|\b(?:tel|phone|mobile?|fax|cell|m|t|p|f|tlf|telefon|handy|mob)[.: ]{1,3}\+?[\d(]"
    r"|\+\d[\d ()/.-]{6,20}\d|\(\d{2,5}\) ?\d{2,4}[- ]\d|\b\d{3}[-.]\d{3}[-.]\d{4}\b"
)


def names_item(row: Row) -> bool:
    """Whether a row begins with an item or holds a count such as "5 of 8": such a row is kept."""
    text = row.folded
    return bool(_ITEM.match(text) or _COUNT.search(text))


def is_rule(row: Row) -> bool:
    """A line of dashes, underscores, equal signs or asterisks."""
    return bool(_RULE.match(row.text[:SHORT]))


def is_delimiter(row: Row) -> bool:
    """The mark above a signature: "-- " (RFC 3676 4.3) and what is typed for it."""
    return bool(_DELIMITER.match(row.text)) if len(row.text) < 4 else False


def is_device(row: Row) -> bool:
    """Whether a row is what a telephone or program writes below: "Sent from my phone"."""
    return len(row.text) <= 160 and bool(_DEVICE.match(row.folded))


def is_disclaimer(row: Row) -> bool:
    return bool(_DISCLAIMER.match(row.folded))


def is_banner(row: Row) -> bool:
    return bool(_BANNER.match(row.folded))


def is_contact(row: Row) -> bool:
    """A telephone number, an address, a page."""
    return len(row.text) <= 160 and bool(_CONTACT.search(row.folded))
