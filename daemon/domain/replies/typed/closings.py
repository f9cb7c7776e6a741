"""Phrases that end a letter, in the languages that are read."""

import re

from daemon.domain.replies.typed.rows import Row

# In this order: English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish,
# Danish and Norwegian, Finnish, Czech, Russian and Ukrainian, Japanese, Chinese and a few others.
_PHRASES = """
regards | best regards | kind regards | warm regards | kindest regards | warmest regards
many regards | best | best wishes | all the best | all best | cheers | thanks | thank you
many thanks | thanks a lot | thanks again | thx | thanks in advance | sincerely | yours
yours sincerely | yours truly | yours faithfully | take care | talk soon | br | rgds | brgds
with best regards | with kind regards | respectfully | cordially | have a nice day
have a great day
mit freundlichen grüßen | mit freundlichen grüssen | mit freundlichem gruß | mit besten grüßen
mit lieben grüßen | mit herzlichen grüßen | mit freundlichen gruessen | freundliche grüße
freundliche grüsse | beste grüße | beste grüsse | viele grüße | viele grüsse | liebe grüße
liebe grüsse | herzliche grüße | herzliche grüsse | schöne grüße | schönen gruß | gruß | gruss
grüße | grüsse | lg | vg | mfg | bg | danke | vielen dank | besten dank | herzlichen dank
danke und gruß | viele dank
cordialement | bien cordialement | très cordialement | bien à vous | bien à toi | à bientôt
amicalement | salutations | sincères salutations | meilleures salutations | merci | merci beaucoup
merci d'avance | bonne journée | cdlt | bien cdlt
saludos | un saludo | saludos cordiales | un cordial saludo | cordialmente | atentamente | gracias
muchas gracias | un abrazo | abrazos | saludo
cordiali saluti | saluti | distinti saluti | un saluto | cari saluti | grazie | grazie mille
a presto | buona giornata
met vriendelijke groet | met vriendelijke groeten | vriendelijke groet | vriendelijke groeten
hartelijke groet | hartelijke groeten | groeten | groet | groetjes | mvg | bedankt
alvast bedankt | dank je | dank u
atenciosamente | cumprimentos | melhores cumprimentos | com os melhores cumprimentos | obrigado
obrigada | muito obrigado | muito obrigada | abraço | abraços | um abraço | att | saudações
pozdrawiam | z poważaniem | pozdrowienia | serdecznie pozdrawiam | pozdrawiam serdecznie
dziękuję | dzięki | z pozdrowieniami | z wyrazami szacunku | łączę pozdrowienia
med vänlig hälsning | med vänliga hälsningar | vänliga hälsningar | vänlig hälsning
bästa hälsningar | hälsningar | tack | tack så mycket | mvh | hälsning
med venlig hilsen | venlig hilsen | venlige hilsner | med venlige hilsner | mange hilsner
bedste hilsner | de bedste hilsner | hilsen | tak | mange tak | vh | med vennlig hilsen
vennlig hilsen | beste hilsen | hilsner | takk | tusen takk
ystävällisin terveisin | terveisin | parhain terveisin | kiitos | kiitoksia | terv | t
s pozdravem | s přátelským pozdravem | pozdravem | děkuji | díky | zdravím | hezký den | s úctou
с уважением | с наилучшими пожеланиями | спасибо | всего доброго | всего хорошего | с приветом
з повагою | дякую
よろしくお願いします | よろしくお願いいたします | よろしくお願い致します | 宜しくお願いします | 宜しくお願いいたします
宜しくお願い致します | 何卒よろしくお願いいたします | 敬具
此致 | 敬礼 | 谢谢 | 謝謝 | 多谢 | 祝好 | 祝商祺 | 顺颂商祺 | 此致敬礼 | üdvözlettel | teşekkürler | saygılarımla
cu stimă | 감사합니다
"""
_CLOSINGS = frozenset(
    phrase.strip() for line in _PHRASES.splitlines() for phrase in line.split("|") if phrase.strip()
)
_WIDE = 60
_MANY = 8
_CAPITALLESS = 5
_PIECES = re.compile(r"[,，、.!！;。&+/…]| and | und | et | y | e | en | i | och | og | ja | a ")
# Answers that stand alone in a line like a name, and must never be taken for one.
_ANSWER_WORDS = (
    "yes no ok okay agreed agree fine done kept blocked stuck open closed finished complete completed sent signed"
    " skip list help pause resume quiet undo both none never nothing change ja nein nee nej erledigt fertig oui non"
    " fait sí si hecho listo fatto klaar sim não feito tak nie zrobione klart kyllä ei valmis ano ne hotovo да нет"
    " готово はい いいえ 完了 是 否 好 好的 完成"
)
_ANSWERS = frozenset(_ANSWER_WORDS.split())
_PARTICLE_WORDS = "de da di do du van von der den af av of the and und et y e i og och for at zu"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_NAME = re.compile(r"[^\W\d_][\w.'-]{0,24}")


def is_closing(row: Row) -> bool:
    """A phrase that ends a letter, alone or with a name ("Thanks, Marek"; not "Thanks for asking")."""
    if len(row.text) > 80:
        return False
    text = row.folded.strip(" -–—~/")
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
    if len(found) > 3 or any(name in _ANSWERS for name in found):
        return False
    return all(_NAME.fullmatch(n) and n.capitalize()[:3] in text.replace("’", "'") for n in found)


def is_nameish(row: Row) -> bool:
    """A name, title, company or street: few words, none of them in small letters but particles."""
    words = re.findall(r"[^\W\d_]+", row.text[:100])
    if len(row.text) > _WIDE or len(words) > _MANY or row.folded.strip(" .!") in _ANSWERS:
        return False
    if not words:
        return not any(map(str.isdigit, row.text))
    return all(_is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    """A capital, or letters that have none and are too few for a sentence (田中, not 一句话)."""
    if word in _PARTICLES:
        return True
    return word[0].isupper() or (not word[0].islower() and len(word) <= _CAPITALLESS)
