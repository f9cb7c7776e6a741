"""Yes, no and own words, where a mail asked for one of them."""

from collections.abc import Sequence
from enum import StrEnum

from daemon.domain.replies.meaning.clauses import Clause
from daemon.domain.replies.meaning.courtesy import is_courtesy
from daemon.domain.replies.words.folding import Folded
from daemon.domain.replies.words.lexing import Token
from daemon.domain.replies.words.numbers import digits, number_word
from daemon.domain.replies.words.word_lists import listed, phrases

# A yes that stands even where a remark follows it.
_FIRM_YES = listed(
    "yes yep yeah yup aye y ok okay okey oke okej oké agreed agree accept accepted approve approved confirm confirmed"
    " ja jep jo jawohl jepp einverstanden abgemacht zugestimmt passt oui ouais entendu sí vale acepto acordado sì akkoord sim"
    " combinado tak zgoda ano souhlasím joo kyllä da да はい 好 好的 同意 了解"
)
# Words that make a yes only where nothing else is said.
_SOFT_YES = listed(
    "sure fine good great perfect deal absolutely definitely correct right exactly works perfekt gerne gern klar"
    " genau stimmt prima super gut parfait volontiers si bien perfecto claro conforme bene certo perfetto concordo goed eens"
    " certo concordo dobrze jasne dobra held gehalten"
)
_YES_PHRASES = phrases(
    "d'accord|va bene|in ordnung|alles klar|geht klar|geht in ordnung|von mir aus|ça marche|ça me va|de acuerdo|está bien"
    "|d'accordo|sono d'accordo|is goed|de acordo|tudo bem|zgadzam się|w porządku|no problem|no objections|no objection"
    "|go ahead|kein problem|keine einwände|pas de problème|pas d'objection|sin problema|ningún problema|nessun problema|geen probleem"
    "|sem problema|nie ma problemu|let's do it|count me in|i'm in|im in|all good|go for it|so machen wir das|machen wir so"
    "|sure thing|of course|that works|happy with that|happy with this|i'm good with this|i'm good with that|ça me convient"
    "|va bene così|natürlich|selbstverständlich|bien sûr|por supuesto|certamente|natuurlijk|claro que sí|oczywiście"
    "|je suis d'accord|estoy de acuerdo|ik ben akkoord|estou de acordo|ich bin einverstanden"
)
_NO_PHRASES = phrases(
    "no|nope|nah|n|no thanks|no thank you|not agreed|i don't agree|don't agree|do not agree|i do not agree|disagree|i disagree"
    "|i decline|decline|declined|i refuse|refuse|refused|reject|rejected|not ok|not okay|not for me|nein|nö|nee|nein danke"
    "|rather not|i'd rather not|i would rather not|prefer not|i'd prefer not|better not|eher nicht|plutôt non|mejor no"
    "|meglio di no|liever niet|melhor não|raczej nie|lieber nicht|nicht einverstanden|bin nicht einverstanden|ich bin nicht einverstanden|abgelehnt|ich lehne ab|non|non merci"
    "|pas d'accord|je ne suis pas d'accord|je refuse|no gracias|no estoy de acuerdo|de ninguna manera|no grazie"
    "|non sono d'accordo|nee dank je|niet akkoord|ik ga niet akkoord|não|não obrigado|não concordo|nie|nie dziękuję"
    "|nie zgadzam się|ne|nej|нет|いいえ|不|missed|nicht gehalten|not held"
)
_FILLING = listed(
    "to it with me by for that this the i am we is it's that's thanks thank you very much all sounds so both as"
    " is please bitte danke dir euch ihnen das so für mich mir von ich bin dem damit merci pour moi c'est gracias para mí"
    " me grazie per voor mij dank je wel obrigado obrigada por mim dla mnie dzięki of course natürlich bien sûr por supuesto"
    " certamente natuurlijk claro que oczywiście looks from my side still indeed & ! very then"
)
_CHANGE = listed(
    "change changes counter ändern änderung aendern ändere changer modifier modification cambiar cambio cambiare modifica"
    " wijzig wijzigen wijziging mudar alterar alteração zmiana zmień zmienić"
)
# With one of these beside it, a yes or a no is not plain.
_UNDOING = listed(
    "but except if when once unless only instead rather until after before provided maybe perhaps think look see check discuss"
    " talk later first depends sure? condition partly partially almost aber wenn falls sobald nur statt sondern stattdessen"
    " überlegen schauen sehen besprechen reden später erst vielleicht teilweise fast sofern mais quand plutôt seulement"
    " réfléchir voir peut-être après avant pero cuando solo pensar ver quizás después antes ma però quando invece pensare"
    " vedere forse dopo prima maar als mits alleen nadenken kijken misschien eerst mas quando apenas talvez depois ale jeśli"
    " jeżeli tylko może zastanowić później though however change ändern sometimes mostly usually manchmal meistens usually"
    " not n't nicht kein keine pas niet não"
)
_COUNTERING = listed("instead rather but stattdessen sondern lieber aber plutôt")
_WAITING = listed(
    "maybe perhaps later talk think thinking unsure discuss vielleicht später besprechen überlegen überlege reden peut-être"
    " réfléchir quizás pensar forse pensare misschien nadenken talvez może"
)
_ALL = listed(
    "all both everything three four alle allen alles beide beiden tous toutes tout les todos todas todo a ai"
    " tutti tutte tutto aan alle allemaal wszystkie wszystko zu to à all of them"
)
_TWO = listed("both beide beiden deux ambos ambas entrambi allebei oba")
_ALL_SURELY = listed(
    "all both everything alle allen alles beide beiden tous toutes todos todas tutti tutte allemaal wszystkie"
)


class Answer(StrEnum):
    """What was answered. MIXED: a yes or a no with a condition; THUMB: nothing but an emoji."""

    YES = "yes"
    NO = "no"
    MIXED = "mixed"
    CHANGE = "change"
    THUMB = "thumb"
    WAIT = "wait"
    ASKS = "asks"
    OTHER = "other"


_NO_WORDS = frozenset({"clock", "mixed", "slashes", "ref", "number"})
_YES_WORDS = _FIRM_YES | _SOFT_YES
_YES_TEXTS = frozenset(_YES_PHRASES)
_NO_TEXTS = frozenset(_NO_PHRASES)


def is_answer(word: str) -> bool:
    """A word that may follow a bare item number as its answer."""
    return (
        word in _FIRM_YES
        or word in _NO_TEXTS
        or word in {"talk", "kept", "held"}
        or word in _CHANGE
    )


def answer(clauses: Sequence[Clause]) -> Answer:
    """The answer that these clauses give where yes, no or own words were asked for."""
    clauses = [clause for clause in clauses if not is_courtesy(clause.text)] or clauses
    spoken = [_words(clause.tokens) for clause in clauses]
    if not any(spoken):
        return (
            Answer.THUMB
            if any(t.letter in "eDs" for c in clauses for t in c.tokens)
            else Answer.OTHER
        )
    if any(clause.asked for clause in clauses):
        return Answer.ASKS
    first, rest = _first_and_rest(spoken)
    if first[0] in _CHANGE:
        return Answer.CHANGE
    if _is_yes(first, clauses[0]):
        return Answer.MIXED if _unsettled(clauses[1:], rest) else Answer.YES
    if " ".join(first) in _NO_TEXTS:
        return Answer.MIXED if _counters(clauses[1:], rest) else Answer.NO
    return _neither(first, [word for words in spoken for word in words])


def _neither(first: Sequence[str], words: Sequence[str]) -> Answer:
    if first[0] in _FIRM_YES or first[0] in _NO_TEXTS:
        return Answer.MIXED
    return Answer.WAIT if _WAITING & set(words) else Answer.OTHER


def _words(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The words of a clause, phrases of the vocabulary taken apart again."""
    return tuple(
        word for token in tokens if token.sort in {"word", "date"} for word in token.text.split()
    )


def _first_and_rest(spoken: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], list[str]]:
    place = next(n for n, words in enumerate(spoken) if words)
    return spoken[place], [word for words in spoken[place + 1 :] for word in words]


def _is_yes(first: tuple[str, ...], clause: Clause) -> bool:
    if any(token.letter in "N+d" or token.sort in _NO_WORDS for token in clause.tokens):
        return False
    text = " ".join(first)
    if text in _YES_TEXTS:
        return True
    core = tuple(w for w in _without_phrases(text) if w not in _FILLING)
    if core and core[0] in _FIRM_YES and clause.text.split()[-1][0].isupper():
        core = core[:-1] or core  # "yes Dana"
    plain = all(word in _YES_WORDS for word in core)
    return plain and (bool(core) or text != " ".join(_without_phrases(text)))


def _without_phrases(text: str) -> list[str]:
    padded = f" {text} "
    for phrase in _YES_PHRASES:
        padded = padded.replace(f" {phrase} ", " ")
    return padded.split()


def _unsettled(others: Sequence[Clause], rest: Sequence[str]) -> bool:
    numbers = any(token.letter in "NnPd~X" for clause in others for token in clause.tokens)
    return numbers or any(word in _UNDOING or word.endswith("n't") for word in rest)


def _counters(others: Sequence[Clause], rest: Sequence[str]) -> bool:
    numbers = any(token.letter in "NnPdX" for clause in others for token in clause.tokens)
    return numbers or bool((_COUNTERING | _CHANGE) & set(rest))


def puts_off(clauses: Sequence[Clause], lines: Sequence[str]) -> bool:
    """As in "not yet", "I'll answer tomorrow": no terms, only that an answer is still to come.

    lines: the letters of each clause.
    """
    words = {word for clause in clauses for word in _words(clause.tokens)}
    open_ended = all(set(line) & set("~!?") and not set(line) & set("NndU") for line in lines)
    return open_ended and not words & _COUNTERING


def is_change(words: str) -> bool:
    """A line that begins with "change:" is a counter-proposal, whatever was asked."""
    head, colon, _ = words.partition(":")
    return bool(colon) and head.strip().casefold() in _CHANGE


def _is_number(word: str, value: int) -> bool:
    return value in (digits(word), number_word(word))


def to_all(clauses: Sequence[Clause], things: int) -> Answer | None:
    """The answer of "yes to all", "ja zu allen", "no to both"; None where it is not said to all.

    things: how many were asked about; "both" is said of two.
    """
    words = [word for clause in clauses for word in _words(clause.tokens)]
    spoken = [word for word in words if word not in _ALL and not _is_number(word, things)]
    if not _ALL_SURELY & set(words) or not spoken or (_TWO & set(words) and things != 2):
        return None
    if all(word in _YES_WORDS for word in spoken):
        return Answer.YES
    return Answer.NO if " ".join(spoken) in _NO_TEXTS else None


def counter_words(clauses: Sequence[Clause], folded: Folded) -> str:
    """The counter-proposal: what follows "change:", or all of it where it was put in other words."""
    end = clauses[-1].end
    first = next(clause for clause in clauses if _words(clause.tokens))
    after = list(first.tokens[1:])
    if after and not first.text.split()[0].isupper():
        return folded.words(first.start, end)
    after = after or [
        token for clause in clauses[clauses.index(first) + 1 :] for token in clause.tokens
    ]
    return folded.words(after[0].start, end) if after else ""
