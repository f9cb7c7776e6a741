"""Past forms of the words in an agreement's title: "sent" answers "Send the pricing proposal"."""

import re

# Base form, casefolded: its past forms. Regular English verbs, and regular Romance ones, are formed by rule.
IRREGULAR = {
    "begin": "began begun",
    "bring": "brought",
    "build": "built",
    "buy": "bought",
    "draw": "drew drawn",
    "find": "found",
    "get": "got gotten",
    "give": "gave given",
    "hold": "held",
    "keep": "kept",
    "lead": "led",
    "make": "made",
    "meet": "met",
    "pay": "paid",
    "run": "ran",
    "say": "said",
    "sell": "sold",
    "send": "sent",
    "speak": "spoke spoken",
    "submit": "submitted",
    "take": "took taken",
    "teach": "taught",
    "tell": "told",
    "win": "won",
    "write": "wrote written",
    "abgeben": "abgegeben",
    "abschicken": "abgeschickt",
    "abschliessen": "abgeschlossen",
    "anrufen": "angerufen",
    "besuchen": "besucht",
    "buchen": "gebucht",
    "einreichen": "eingereicht",
    "führen": "geführt",
    "gewinnen": "gewonnen",
    "liefern": "geliefert",
    "machen": "gemacht",
    "schicken": "geschickt",
    "schreiben": "geschrieben",
    "senden": "gesendet gesandt",
    "treffen": "getroffen",
    "übergeben": "übergeben",
    "unterschreiben": "unterschrieben",
    "vereinbaren": "vereinbart",
    "verschicken": "verschickt",
    "vorlegen": "vorgelegt",
    "écrire": "écrit",
    "prendre": "pris",
    "hacer": "hecho",
    "escribir": "escrito",
    "fare": "fatto",
    "scrivere": "scritto",
    "sturen": "gestuurd",
    "versturen": "verstuurd",
}
_ALL_PAST = frozenset(form for forms in IRREGULAR.values() for form in forms.split())
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_VOWELS = "aeiou"


def title_words(title: str) -> tuple[str, ...]:
    """The words of a folded title."""
    return tuple(_WORD.findall(title))


def past_forms(words: tuple[str, ...]) -> frozenset[str]:
    """How the doing that a title names is told once it is done; `words` are folded."""
    forms = {form for word in words for form in IRREGULAR.get(word, "").split()}
    forms |= {word for word in words if word.endswith("ed") or word in _ALL_PAST}
    return frozenset(forms | (_regular(words[0]) if words else set()))


def _regular(verb: str) -> set[str]:
    """Past forms by rule; for a first word that is no verb they are words nobody types."""
    if verb.endswith("e"):
        forms = {verb + "d"}
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        forms = {verb[:-1] + "ied"}
    else:
        forms = {verb + "ed", verb + verb[-1] + "ed"}
    for ending, past in (("er", "é"), ("ar", "ado"), ("are", "ato"), ("ir", "ido"), ("ire", "ito")):
        if verb.endswith(ending):
            forms.add(verb.removesuffix(ending) + past)
    return forms
