"""What people type, by language: counts, prose, topics, and how they end a letter.

COUNTS: patterns and "clear" where {n} may be recorded, "" where no number may. {n}: a new standing
over the old one; {t}: the target; {more}: what was added; {other}: a number that means something else.
{mark}: a name that stands nowhere else.
"""

Pattern = tuple[str, str]
_OF = {
    "en": "of", "de": "von", "fr": "sur", "es": "de", "it": "di", "nl": "van", "pt": "de", "pl": "z",
    "sv": "av", "da": "af", "nb": "av", "cs": "z", "ru": "из",
}  # fmt: skip
COUNTS: dict[str, list[Pattern]] = {
    "any": [
        ("{n}/{t}, {mark}", "clear"),
        ("{n} / {t} ({mark})", "clear"),
        ("+{more}, {mark} too", "clear"),
        ("{mark}: +49 30 90{other}820", ""),
        ("{mark} 10:{t} ok?", ""),
        ("{mark} {n}-{t}?", ""),
        ("{mark}, Q3 2026, {other} kEUR", ""),
    ],
    "en": [
        ("now at {n}, {mark} came yesterday", "clear"),
        ("{more} more, {mark} among them", "clear"),
        ("not {n} yet, {mark} is slow", ""),
        ("about {n}, {mark} counts differently", ""),
        ("{n} or {t}, ask {mark}", ""),
        ("{mark} wants to talk about {other} trucks on 12 Oct", ""),
        ("hope for {n} by Friday, {mark} willing", ""),
        ("{mark} took {other} minutes of the hour", ""),
        (
            "we spoke to {mark} {other} times about this and they keep coming back with new questions about the price",
            "",
        ),
    ],
    "de": [
        ("noch nicht {n}, {mark} zögert", ""),
        ("etwa {n}, {mark} zählt anders", ""),
        ("{mark} braucht {other} Tage", ""),
    ],
    "fr": [
        ("pas encore {n}, {mark} hésite", ""),
        ("environ {n}, dit {mark}", ""),
        ("{mark} demande {other} jours", ""),
    ],
    "es": [("todavía no {n}, {mark} duda", ""), ("{mark} pide {other} días", "")],
    "it": [("non ancora {n}, {mark} esita", ""), ("{mark} chiede {other} giorni", "")],
    "nl": [("nog geen {n}, {mark} twijfelt", ""), ("{mark} vraagt {other} dagen", "")],
    "pt": [("ainda não {n}, {mark} hesita", ""), ("{mark} pede {other} dias", "")],
    "pl": [("jeszcze nie {n}, {mark} się waha", ""), ("{mark} prosi o {other} dni", "")],
    "sv": [("inte {n} än, {mark} tvekar", ""), ("{mark} behöver {other} dagar", "")],
    "da": [("ikke {n} endnu, {mark} tøver", ""), ("{mark} beder om {other} dage", "")],
    "nb": [("ikke {n} ennå, {mark} nøler", ""), ("{mark} ber om {other} dager", "")],
    "fi": [("ei vielä {n}, {mark} epäröi", ""), ("{mark} pyytää {other} päivää", "")],
    "cs": [("ještě ne {n}, {mark} váhá", ""), ("{mark} chce {other} dní", "")],
    "ru": [("ещё не {n}, {mark} сомневается", ""), ("{mark} просит {other} дней", "")],
    "ja": [("{mark} は{other}日必要です", ""), ("まだ {n} ではない、{mark}", "")],
    "zh": [("{mark} 需要{other}天", ""), ("还没到 {n}, {mark}", "")],
}
for _language, _of in _OF.items():
    COUNTS[_language] += [
        ("{n} " + _of + " {t}, {mark}", "clear"),
        ("{n} " + _of + " {t}. {mark}!", "clear"),
    ]

PROSE: dict[str, list[str]] = {
    "en": [
        "{mark} signed yesterday",
        "still waiting for the lawyers of {mark}, who promised an answer soon",
        "{mark} is on holiday, so nothing before they are back",
        "- {mark} called",
        "talked to {mark}, who liked the idea a lot and wants to see what it would cost for the whole group before saying anything",
        "Thanks for asking, {mark} said no",
        "From {mark} I heard nothing so far",
        "On Monday I wrote to {mark}",
        "Sent the offer to {mark} from my phone",
        "Best regards from {mark}, they remember you",
        "{mark} wrote: we will come back to you",
        "can you help me with {mark}?",
    ],
    "de": [
        "{mark} hat gestern unterschrieben",
        "warte noch auf den Einkauf von {mark}, der sich diese Woche melden wollte",
        "Vielen Dank für den Hinweis, {mark} meldet sich",
        "Von {mark} kam bisher nichts",
        "Am Montag schrieb ich {mark}",
        "kannst du bei {mark} helfen?",
    ],
    "fr": [
        "{mark} a signé hier",
        "j'attends encore la réponse de {mark}, promise pour cette semaine",
        "Merci pour l'idée, {mark} est intéressé",
        "De {mark} je n'ai rien entendu",
        "Lundi j'ai écrit à {mark}",
    ],
    "es": [
        "{mark} firmó ayer",
        "sigo esperando la respuesta de {mark}, prometida para esta semana",
        "Gracias por la idea, {mark} se lo piensa",
        "El lunes le escribí a {mark}",
    ],
    "it": [
        "{mark} ha firmato ieri",
        "aspetto ancora la risposta di {mark}, promessa per questa settimana",
        "Grazie per l'idea, {mark} ci pensa",
        "Da {mark} nessuna notizia",
    ],
    "nl": [
        "{mark} heeft gisteren getekend",
        "ik wacht nog op antwoord van {mark}, beloofd voor deze week",
        "Bedankt voor de tip, {mark} denkt erover na",
        "Van {mark} nog niets gehoord",
    ],
    "pt": [
        "{mark} assinou ontem",
        "ainda espero a resposta de {mark}, prometida para esta semana",
        "Obrigado pela ideia, {mark} vai pensar",
        "De {mark} ainda nada",
    ],
    "pl": [
        "{mark} podpisał wczoraj",
        "wciąż czekam na odpowiedź od {mark}, obiecaną na ten tydzień",
        "Dzięki za pomysł, {mark} się zastanowi",
        "Od {mark} nic nie słyszałem",
    ],
    "sv": [
        "{mark} skrev på i går",
        "väntar fortfarande på svar från {mark}, utlovat den här veckan",
        "Tack för tipset, {mark} tänker på saken",
        "Från {mark} har jag inte hört något",
    ],
    "da": [
        "{mark} skrev under i går",
        "venter stadig på svar fra {mark}, lovet i denne uge",
        "Tak for ideen, {mark} tænker over det",
        "Fra {mark} har jeg intet hørt",
    ],
    "nb": [
        "{mark} signerte i går",
        "venter fortsatt på svar fra {mark}, lovet denne uken",
        "Takk for tipset, {mark} tenker på det",
        "Fra {mark} har jeg ikke hørt noe",
    ],
    "fi": [
        "{mark} allekirjoitti eilen",
        "odotan yhä vastausta yritykseltä {mark}, luvattu tälle viikolle",
        "Kiitos vinkistä, {mark} miettii asiaa",
    ],
    "cs": [
        "{mark} včera podepsal",
        "stále čekám na odpověď od {mark}, slíbenou na tento týden",
        "Díky za tip, {mark} si to rozmyslí",
        "Od {mark} zatím nic",
    ],
    "ru": [
        "{mark} вчера подписал",
        "всё ещё жду ответа от {mark}, обещали на этой неделе",
        "Спасибо за идею, {mark} подумает",
        "От {mark} пока ничего",
    ],
    "ja": [
        "{mark} は昨日署名しました",
        "{mark} からの返事を待っています。今週中の約束です",
        "{mark} の件、よろしくお願いします",
    ],
    "zh": ["{mark} 昨天签字了", "还在等 {mark} 的答复，说好这周给", "谢谢提醒，{mark} 会考虑"],
}
TOPICS: dict[str, list[str]] = {
    "en": [
        "Can we talk about the budget for {mark}?",
        "New at {mark}: their buyer left",
        "Hi Dana, {mark} asks for you",
    ],
    "de": ["Können wir über {mark} sprechen?", "Hallo Dana, {mark} fragt nach dir"],
    "fr": ["On peut parler de {mark} ?", "Bonjour Dana, {mark} te demande"],
    "es": ["¿Hablamos de {mark}?", "Hola Dana, {mark} pregunta por ti"],
    "it": ["Parliamo di {mark}?", "Ciao Dana, {mark} chiede di te"],
    "nl": ["Kunnen we het over {mark} hebben?", "Hoi Dana, {mark} vraagt naar je"],
    "pt": ["Podemos falar de {mark}?", "Olá Dana, {mark} perguntou por ti"],
    "pl": ["Możemy porozmawiać o {mark}?", "Cześć Dana, {mark} o ciebie pyta"],
    "sv": ["Kan vi prata om {mark}?", "Hej Dana, {mark} frågar efter dig"],
    "da": ["Kan vi tale om {mark}?", "Hej Dana, {mark} spørger efter dig"],
    "nb": ["Kan vi snakke om {mark}?", "Hei Dana, {mark} spør etter deg"],
    "fi": ["Voimmeko puhua asiasta {mark}?", "Hei Dana, {mark} kysyy sinua"],
    "cs": ["Můžeme mluvit o {mark}?", "Ahoj Dano, {mark} se na tebe ptá"],
    "ru": ["Можем поговорить о {mark}?", "Привет, Дана, {mark} спрашивает о тебе"],
    "ja": ["{mark} について話せますか", "{mark} が会いたいそうです"],
    "zh": ["我们能谈谈 {mark} 吗？", "{mark} 想见你"],
}
CLOSINGS: dict[str, tuple[str, ...]] = {
    "en": ("Best regards,", "Thanks,", "Cheers", "Kind regards"),
    "de": ("Viele Grüße", "Mit freundlichen Grüßen", "LG", "Beste Grüße,"),
    "fr": ("Cordialement,", "Bien à vous", "Merci,"),
    "es": ("Saludos,", "Un saludo", "Gracias,"),
    "it": ("Saluti,", "Cordiali saluti", "Grazie,"),
    "nl": ("Met vriendelijke groet,", "Groeten", "Groet,"),
    "pt": ("Atenciosamente,", "Abraços", "Cumprimentos,"),
    "pl": ("Pozdrawiam", "Pozdrawiam,", "Z poważaniem"),
    "sv": ("Med vänliga hälsningar", "Mvh", "Hälsningar,"),
    "da": ("Med venlig hilsen", "Mvh", "Venlig hilsen"),
    "nb": ("Med vennlig hilsen", "Hilsen", "Mvh"),
    "fi": ("Terveisin", "Ystävällisin terveisin,", "T."),
    "cs": ("S pozdravem", "S pozdravem,", "Díky"),
    "ru": ("С уважением,", "С уважением", "Спасибо,"),
    "ja": ("よろしくお願いします。", "よろしくお願いいたします。"),
    "zh": ("谢谢！", "此致", "祝好，"),
}
