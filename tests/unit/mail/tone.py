"""How the program may speak, as far as a machine can tell: words, width, subject, footer."""

import re

AVOIDED = re.compile(
    r"\b(reminder|please|overdue|failed|still|again|just|he|she|his|her|him|hers|why"
    r"|tomorrow|tonight|yesterday|last night|action required|thanks|thank you|quick)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"[^"]*"')
ITEM = re.compile(r"(?:[AL]\d+|\d+)  \S")
UNSAFE = re.compile(r"\d|[AL]\d|From\b|>")
WIDEST = 66


def own_words(text: str) -> str:
    """What the program says, without what people typed."""
    return QUOTED.sub('""', text)


def faults(subject: str, text: str) -> list[str]:
    """What a letter as it was sent says that none may say; titles of items are people's words."""
    body, footer_begins, footer = text.partition("\n-- \n")
    lines = text.splitlines()
    found = [f"subject: {subject}"] * (not 0 < len(subject) < 45 or bool(AVOIDED.search(subject)))
    found += [f"wide: {line}" for line in lines if len(line) > WIDEST]
    prose = "\n".join(line for line in body.splitlines() if not ITEM.match(line))
    found += [f"word: {word}" for word in AVOIDED.findall(own_words(prose))]
    found += [f"a percent sign: {line}" for line in own_words(prose).splitlines() if "%" in line]
    if not footer_begins or len(footer.splitlines()) > 5:
        found.append("the footer")
    return found
