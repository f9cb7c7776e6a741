"""Greetings, thanks and closings: said to a person, not to the list."""

import re

from daemon.domain.replies.words.numbers import number_word
from daemon.domain.replies.words.vocabulary import LETTERS

_WORDS = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_NAMES = 3  # as many words of a name may follow
_COURTESIES = (
    # greetings
    "hi|hello|hey|dear|hi there|hey there|hi all|good morning|good afternoon|good evening|morning|hallo|hej|moin|servus"
    "|guten morgen|guten tag|guten abend|liebe|lieber|grüß dich|grüezi|bonjour|bonsoir|salut|cher|chère|hola|buenos días"
    "|buenas tardes|buenas|estimado|estimada|ciao|buongiorno|buonasera|caro|cara|goedemorgen|goedemiddag|dag|beste|olá|oi"
    "|bom dia|boa tarde|cześć|dzień dobry|witam|dobrý den|ahoj|hei|god morgen"
    # thanks
    "|thanks|thank you|thx|ty|many thanks|thanks a lot|thanks so much|thank you very much|thanks again|cheers|danke|vielen dank"
    "|danke dir|danke schön|dankeschön|besten dank|merci|merci beaucoup|gracias|muchas gracias|grazie|grazie mille|bedankt"
    "|dank je|dank je wel|dank u|obrigado|obrigada|muito obrigado|dzięki|dziękuję|tack|tak skal du have|děkuji|kiitos"
    # closings
    "|best|best regards|regards|kind regards|warm regards|many regards|all the best|best wishes|yours|yours sincerely"
    "|sincerely|take care|br|kr|rgds|viele grüße|viele gruesse|liebe grüße|liebe gruesse|beste grüße|beste gruesse|lg|vg|mfg|gruß|grüße|mit freundlichen grüßen"
    "|freundliche grüße|herzliche grüße|schöne grüße|cordialement|bien cordialement|bien à toi|bien à vous|amicalement"
    "|à bientôt|saludos|un saludo|saludos cordiales|atentamente|cordiali saluti|saluti|un saluto|groet|groeten"
    "|met vriendelijke groet|vriendelijke groet|mvg|abraço|atenciosamente|cumprimentos|pozdrawiam|pozdrowienia|z poważaniem"
    "|hälsningar|mvh|med vänlig hälsning|hilsen|s pozdravem"
    # about the mail itself
    "|see below|see my answers below|see my comments below|see my replies below|my answers below|answers below|answers inline"
    "|comments inline|see inline|inline|as below|siehe unten|antworten unten|meine antworten unten|voir ci-dessous|ver abajo"
    "|vedi sotto|zie onder|my update|my updates|update|updates|here is my update|here are my updates|fyi|sent from my phone"
)
_PHRASES = frozenset(_COURTESIES.casefold().split("|"))
_LONGEST = max(len(phrase.split()) for phrase in _PHRASES)


def is_courtesy(typed: str) -> bool:
    """Whether a line holds nothing but courtesies and perhaps a name: "Thanks, Jo", "Hi Dana,"."""
    words = _WORDS.findall(typed)
    place = taken = 0
    while place < len(words) and (length := _phrase_length(words, place)):
        place += length
        taken += 1
    names = words[place:]
    return bool(taken) and len(names) <= _NAMES and all(map(_may_be_name, names))


def is_name(typed: str, person: str) -> bool:
    """Whether a line is the writer's own name, by the words of the person id."""
    words = [word.casefold() for word in _WORDS.findall(typed)]
    return bool(words and person) and all(word in re.split(r"[-_]", person) for word in words)


def is_sign_off(typed: str) -> bool:
    """Whether a line may stand below a closing: one to three words, each with a capital."""
    words = _WORDS.findall(typed)
    return 0 < len(words) <= _NAMES and all(word[0].isupper() for word in words)


def _may_be_name(word: str) -> bool:
    """A capital and letters, and no word that says something of an item."""
    folded = word.casefold()
    says = LETTERS.get(folded, "F") not in "F~?W" or number_word(folded) is not None
    return word[0].isupper() and not any(map(str.isdigit, word)) and not says


def _phrase_length(words: list[str], place: int) -> int:
    for length in range(min(_LONGEST, len(words) - place), 0, -1):
        if " ".join(words[place : place + length]).casefold() in _PHRASES:
            return length
    return 0
