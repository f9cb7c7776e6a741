"""What mail programs write around a quote, in the languages of their surfaces.

Patterns name the pieces of a date (`calendars.pieces`), {name} and {address} of who is quoted.
"""

from tests.corpus.shapes.calendars import pieces
from tests.corpus.shapes.shape import Sent

LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "ru",
    "ja",
    "zh",
)

GMAIL = {
    "en": "On {wd}, {mon} {d}, {Y} at {h}:{MM} {ap} {name} <{address}> wrote:",
    "de": "Am {wd}, {d}. {mon} {Y} um {HH}:{MM} Uhr schrieb {name} <{address}>:",
    "fr": "Le {wd} {d} {mon} {Y} à {HH}:{MM}, {name} <{address}> a écrit :",
    "es": "El {wd}, {d} {mon} {Y} a las {H}:{MM}, {name} (<{address}>) escribió:",
    "it": "Il giorno {wd} {d} {mon} {Y} alle ore {HH}:{MM} {name} <{address}> ha scritto:",
    "nl": "Op {wd} {d} {mon} {Y} om {HH}:{MM} schreef {name} <{address}>:",
    "pt": "Em {wd}, {d} de {mon} de {Y} às {HH}:{MM}, {name} <{address}> escreveu:",
    "pl": "{wd}, {d} {mon} {Y} o {HH}:{MM} {name} <{address}> napisał(a):",
    "sv": "Den {wd} {d} {mon} {Y} kl {HH}:{MM} skrev {name} <{address}>:",
    "da": "Den {wd} {d}. {mon} {Y} kl. {HH}.{MM} skrev {name} <{address}>:",
    "nb": "{wd} {d}. {mon} {Y} kl. {HH}:{MM} skrev {name} <{address}>:",
    "fi": "{wd} {d}. {mon} {Y} klo {H}.{MM} {name} ({address}) kirjoitti:",
    "cs": "{wd} {d}. {m}. {Y} v {H}:{MM} odesílatel {name} <{address}> napsal:",
    "ru": "{wd}, {d} {mon} {Y} г. в {HH}:{MM}, {name} <{address}>:",
    "ja": "{Y}年{m}月{d}日({wd}) {H}:{MM} {name} <{address}>:",
    "zh": "{name} <{address}> 于{Y}年{m}月{d}日{wd} {HH}:{MM}写道：",
}
APPLE = {
    "en": "On {d} {mon} {Y}, at {HH}:{MM}, {name} <{address}> wrote:",
    "de": "Am {dd}.{mm}.{Y} um {HH}:{MM} schrieb {name} <{address}>:",
    "fr": "Le {d} {mon} {Y} à {HH}:{MM}, {name} <{address}> a écrit :",
    "es": "El {d} {mon} {Y}, a las {H}:{MM}, {name} <{address}> escribió:",
    "it": "Il giorno {d} {mon} {Y}, alle ore {HH}:{MM}, {name} <{address}> ha scritto:",
    "nl": "Op {d} {mon} {Y} om {HH}:{MM} heeft {name} <{address}> het volgende geschreven:",
    "pt": "Em {d} de {mon} de {Y}, à(s) {HH}:{MM}, {name} <{address}> escreveu:",
    "pl": "Wiadomość napisana przez {name} <{address}> w dniu {d} {mon} {Y}, o godz. {HH}:{MM}:",
    "sv": "{d} {mon} {Y} kl. {HH}:{MM} skrev {name} <{address}>:",
    "da": "Den {d}. {mon} {Y} kl. {HH}.{MM} skrev {name} <{address}>:",
    "nb": "{d}. {mon} {Y} kl. {HH}:{MM} skrev {name} <{address}>:",
    "fi": "{name} <{address}> kirjoitti {d}.{m}.{Y} kello {H}.{MM}:",
    "cs": "{d}. {m}. {Y} v {H}:{MM}, {name} <{address}>:",
    "ru": "{d} {mon} {Y} г., в {HH}:{MM}, {name} <{address}> написал(а):",
    "ja": "{Y}/{mm}/{dd} {H}:{MM}、{name} <{address}>のメール:",
    "zh": "{Y}年{m}月{d}日 {HH}:{MM}，{name} <{address}> 写道：",
}
THUNDERBIRD = {
    "en": "On {dd}/{mm}/{Y} {HH}:{MM}, {name} wrote:",
    "de": "Am {dd}.{mm}.{yy} um {HH}:{MM} schrieb {name}:",
    "fr": "Le {dd}/{mm}/{Y} à {HH}:{MM}, {name} a écrit :",
    "es": "El {d}/{m}/{yy} a las {H}:{MM}, {name} escribió:",
    "it": "Il {dd}/{mm}/{yy} {HH}:{MM}, {name} ha scritto:",
    "nl": "Op {dd}-{mm}-{Y} om {HH}:{MM} schreef {name}:",
    "pt": "Em {dd}/{mm}/{Y} {HH}:{MM}, {name} escreveu:",
    "pl": "W dniu {d}.{mm}.{Y} o {HH}:{MM}, {name} pisze:",
    "sv": "Den {Y}-{mm}-{dd} kl. {HH}:{MM}, skrev {name}:",
    "da": "Den {dd}-{mm}-{Y} kl. {HH}:{MM} skrev {name}:",
    "nb": "Den {dd}.{mm}.{Y} {HH}:{MM}, skrev {name}:",
    "fi": "{name} kirjoitti {d}.{m}.{Y} klo {H}.{MM}:",
    "cs": "Dne {dd}. {mm}. {yy} v {H}:{MM} {name} napsal(a):",
    "ru": "{dd}.{mm}.{Y} {HH}:{MM}, {name} пишет:",
    "ja": "{Y}/{mm}/{dd} {H}:{MM}, {name} wrote:",
    "zh": "在 {Y}/{m}/{d} {H}:{MM}, {name} 写道:",
}
YAHOO = {
    "en": "On {weekday}, {month} {d}, {Y} at {h}:{MM}:{SS} {ap} GMT+1, {name} <{address}> wrote:",
    "de": "Am {weekday}, {d}. {month} {Y} um {HH}:{MM}:{SS} MEZ hat {name} <{address}> Folgendes geschrieben:",
    "fr": "Le {weekday} {d} {month} {Y} à {HH}:{MM}:{SS} UTC+1, {name} <{address}> a écrit :",
    "es": "El {weekday}, {d} de {month} de {Y}, {HH}:{MM}:{SS} CET, {name} <{address}> escribió:",
    "it": "Il {weekday} {d} {month} {Y} alle ore {HH}:{MM}:{SS} CET, {name} <{address}> ha scritto:",
    "nl": "Op {weekday} {d} {month} {Y} om {HH}:{MM}:{SS} CET schreef {name} <{address}>:",
    "pt": "Em {weekday}, {d} de {month} de {Y} às {HH}:{MM}:{SS} BRT, {name} <{address}> escreveu:",
    "sv": "Den {weekday} {d} {month} {Y} {HH}:{MM}:{SS} CET skrev {name} <{address}>:",
    "da": "Den {weekday} den {d}. {month} {Y} {HH}.{MM}.{SS} CET skrev {name} <{address}>:",
    "zh": "在 {Y}年{m}月{d}日{weekday} {HH}:{MM}:{SS} [GMT+8], {name}<{address}> 写道：",
}
# Roundcube, Horde, mutt and the like: "On DATE, NAME wrote:" with a numeric date.
PLAIN = {
    "en": "On {Y}-{mm}-{dd} {HH}:{MM}, {name} wrote:",
    "de": "Am {dd}.{mm}.{Y} {HH}:{MM}, schrieb {name}:",
    "fr": "Le {Y}-{mm}-{dd} {HH}:{MM}, {name} a écrit :",
    "es": "El {Y}-{mm}-{dd} {HH}:{MM}, {name} escribió:",
    "it": "Il {dd}-{mm}-{Y} {HH}:{MM} {name} ha scritto:",
    "nl": "{name} schreef op {Y}-{mm}-{dd} {HH}:{MM}:",
    "pt": "Em {dd}.{mm}.{Y} {HH}:{MM}, {name} escreveu:",
    "pl": "Dnia {Y}-{mm}-{dd} {HH}:{MM} {name} napisał(a):",
    "sv": "{name} skrev den {Y}-{mm}-{dd} {HH}:{MM}:",
    "da": "Den {dd}-{mm}-{Y} {HH}:{MM}, skrev {name}:",
    "nb": "{name} skrev {dd}.{mm}.{Y} {HH}:{MM}:",
    "fi": "{name} kirjoitti {dd}.{mm}.{Y} {HH}:{MM}:",
    "cs": "Dne {dd}.{mm}.{Y} {HH}:{MM}, {name} napsal:",
    "ru": "{name} писал {dd}.{mm}.{Y} {HH}:{MM}:",
    "ja": "{Y}-{mm}-{dd} {HH}:{MM} に {name} さんは書きました:",
    "zh": "在 {Y}-{mm}-{dd} {HH}:{MM}，{name} 写道：",
}

# From, Sent, To, Subject, and how Outlook writes the day of Sent.
OUTLOOK = {
    "en": ("From", "Sent", "To", "Subject", "{weekday}, {month} {d}, {Y} {h}:{MM} {ap}"),
    "de": ("Von", "Gesendet", "An", "Betreff", "{weekday}, {d}. {month} {Y} {HH}:{MM}"),
    "fr": ("De", "Envoyé", "À", "Objet", "{weekday} {d} {month} {Y} {HH}:{MM}"),
    "es": ("De", "Enviado el", "Para", "Asunto", "{weekday}, {d} de {month} de {Y} {H}:{MM}"),
    "it": ("Da", "Inviato", "A", "Oggetto", "{weekday} {d} {month} {Y} {HH}:{MM}"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "{weekday} {d} {month} {Y} {HH}:{MM}"),
    "pt": ("De", "Enviada em", "Para", "Assunto", "{weekday}, {d} de {month} de {Y} {HH}:{MM}"),
    "pl": ("Od", "Wysłano", "Do", "Temat", "{weekday}, {d} {month} {Y} {HH}:{MM}"),
    "sv": ("Från", "Skickat", "Till", "Ämne", "den {d} {month} {Y} {HH}:{MM}"),
    "da": ("Fra", "Sendt", "Til", "Emne", "{d}. {month} {Y} {HH}:{MM}"),
    "nb": ("Fra", "Sendt", "Til", "Emne", "{weekday} {d}. {month} {Y} {HH}:{MM}"),
    "fi": (
        "Lähettäjä",
        "Lähetetty",
        "Vastaanottaja",
        "Aihe",
        "{weekday} {d}. {month} {Y} {H}.{MM}",
    ),
    "cs": ("Od", "Odesláno", "Komu", "Předmět", "{weekday} {d}. {month} {Y} {H}:{MM}"),
    "ru": ("От", "Отправлено", "Кому", "Тема", "{d} {month} {Y} г. {H}:{MM}"),
    "ja": ("差出人", "送信日時", "宛先", "件名", "{Y}年{m}月{d}日 {H}:{MM}"),
    "zh": ("发件人", "发送时间", "收件人", "主题", "{Y}年{m}月{d}日 {H}:{MM}"),
}
ORIGINAL = {
    "en": "Original Message",
    "de": "Ursprüngliche Nachricht",
    "fr": "Message d'origine",
    "es": "Mensaje original",
    "it": "Messaggio originale",
    "nl": "Oorspronkelijk bericht",
    "pt": "Mensagem original",
    "pl": "Oryginalna wiadomość",
    "sv": "Ursprungligt meddelande",
    "da": "Oprindelig meddelelse",
    "nb": "Opprinnelig melding",
    "fi": "Alkuperäinen viesti",
    "cs": "Původní zpráva",
    "ru": "Исходное сообщение",
    "ja": "元のメッセージ",
    "zh": "原始邮件",
}
PHONE = {
    "en": "Sent from my iPhone",
    "de": "Von meinem iPhone gesendet",
    "fr": "Envoyé de mon iPhone",
    "es": "Enviado desde mi iPhone",
    "it": "Inviato da iPhone",
    "nl": "Verstuurd vanaf mijn iPhone",
    "pt": "Enviado do meu iPhone",
    "pl": "Wysłane z iPhone'a",
    "sv": "Skickat från min iPhone",
    "da": "Sendt fra min iPhone",
    "nb": "Sendt fra min iPhone",
    "fi": "Lähetetty iPhonesta",
    "cs": "Odesláno z iPhonu",
    "ru": "Отправлено с iPhone",
    "ja": "iPhoneから送信",
    "zh": "发自我的iPhone",
}
OUTLOOK_APP = {
    "en": "Get Outlook for iOS",
    "de": "Outlook für iOS beziehen",
    "fr": "Télécharger Outlook pour iOS",
    "es": "Obtener Outlook para iOS",
    "it": "Scarica Outlook per iOS",
    "nl": "Outlook voor iOS downloaden",
    "pt": "Obter o Outlook para iOS",
    "pl": "Pobierz program Outlook dla systemu iOS",
    "sv": "Hämta Outlook för iOS",
    "da": "Hent Outlook til iOS",
    "nb": "Skaff deg Outlook for iOS",
    "fi": "Hanki Outlook for iOS",
    "cs": "Získat Outlook pro iOS",
    "ru": "Скачайте Outlook для iOS",
    "ja": "Outlook for iOS を入手",
    "zh": "获取 Outlook for iOS",
}
SAMSUNG = {
    "en": "Sent from my Galaxy",
    "de": "Von meinem Galaxy gesendet",
    "fr": "Envoyé depuis mon appareil Galaxy",
    "es": "Enviado desde mi Galaxy",
    "it": "Inviato dal mio Galaxy",
    "nl": "Verzonden vanaf mijn Galaxy",
    "pt": "Enviado do meu Galaxy",
    "pl": "Wysłane z mojego Galaxy",
    "sv": "Skickat från min Galaxy",
    "da": "Sendt fra min Galaxy",
    "nb": "Sendt fra min Galaxy",
    "fi": "Lähetetty Galaxystani",
    "cs": "Odesláno z mého Galaxy",
    "ru": "Отправлено с моего Galaxy",
    "ja": "Galaxyから送信",
    "zh": "发自我的Galaxy",
}


def filled(pattern: str, sent: Sent, language: str) -> str:
    """A pattern with the date and the name of the mail that is quoted."""
    return pattern.format(name=sent.name, address=sent.address, **pieces(sent.date, language))


def said(patterns: dict[str, str], sent: Sent, language: str) -> str:
    """An attribution; English where the program has no words in that language."""
    known = language if language in patterns else "en"
    return filled(patterns[known], sent, known)


def header_block(sent: Sent, language: str, to: str, *, colon: str = ": ") -> list[str]:
    """Outlook's four lines above a quote: From, Sent, To, Subject."""
    names = OUTLOOK[language]
    stop = "：" if language == "zh" else colon
    if language == "fr":
        stop = " " + colon
    values = (f"{sent.name} <{sent.address}>", filled(names[4], sent, language), to, sent.subject)
    return [f"{name}{stop}{value}" for name, value in zip(names[:4], values, strict=True)]
