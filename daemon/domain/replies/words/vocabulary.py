"""The words that carry meaning in a reply, casefolded, each with the letter `grammar` reads it as.

One list for all languages: people mix them within a line. A word that means different things in two
languages stands here only if the harmless reading wins.

    N number   n number word that is also an everyday word   O of   / slash   P percent
    + plus   M more   G another   L left, to go   E all   K except, but   H half   B both
    V about, several   Z "noch": more or to go   R to, or   Y arrow   S still   C only, actually
    D done   Q blocked   q waiting for   J undone   X move   A kept   a not kept
    ! negation   ~ plan   ? hedge   T "this week"   w was   F filler   b preposition
    d date   t duration   r item   e thumb   s other sign   x no   h with whose help, in good time   U word of the item
    W other word
"""

from collections.abc import Mapping

from daemon.domain.replies.words.word_lists import listed, phrases

_LISTS: dict[str, str] = {
    "O": "of|out of|von|sur|de|di|van|z|ze|aus",
    "P": "%|percent|per cent|prozent|pour cent|por ciento|per cento|procent|por cento",
    "M": "more|mehr|weitere|weiterer|weiteres|additional|extra|dazu|de plus|más|in più|erbij|meer|więcej"
    "|supplémentaires|supplémentaire|altri|altre|further|added",
    "+": "+|plus",
    "G": "another|noch ein weiterer|un autre|une autre|otro|otra|un altro|un'altra|nog een extra|outro|outra|kolejny",
    "L": "left|to go|remaining|missing|übrig|offen|fehlen|fehlt|verbleiben|restants|restant|restantes|à faire|reste"
    "|il reste|plus que|faltan|falta|quedan|queda|por hacer|mancano|manca|rimangono|te gaan|resterend|faltam"
    "|zostało|brakuje|zostały|still to go|still to do|to do|outstanding|pending|open|still open|ouverts|abiertos|aperti|noch offen|noch übrig",
    "E": "all|alle|alles|tous|toutes|tout|todos|todas|todo|tutti|tutte|tutto|wszystkie|everything|every",
    "K": "but|except|except for|excluding|apart from|aside from|aber|außer|ausser|bis auf|jedoch|sauf|mais|hormis"
    "|excepto|salvo|pero|menos|tranne|eccetto|però|behalve|maar|exceto|exceto o|mas|oprócz|ale|though|however"
    "|although|obwohl|minus",
    "H": "half|hälfte|die hälfte|moitié|la moitié|mitad|la mitad|metà|la metà|helft|de helft|metade|połowa|halb",
    "B": "both|beide|les deux|ambos|ambas|entrambi|entrambe|allebei|oba|obie",
    "V": "between|zwischen|entre|tussen|między|about|around|roughly|approximately|approx|approx.|ca|ca.|circa|some|several|few|a few|couple|a couple"
    "|a couple of|~|≈|etwa|ungefähr|rund|knapp|einige|ein paar|paar|mehrere|environ|quelques|plusieurs|unos|unas"
    "|alrededor de|algunos|algunas|varios|alcuni|alcune|diversi|ongeveer|enkele|cerca de|alguns|algumas|około"
    "|kilka|over|more than|less than|fewer than|at least|at most|up to|mindestens|höchstens|mehr als|weniger als"
    "|über|au moins|plus de|al menos|más de|almeno|più di|minstens|meer dan|or so|or more|oder so|oder mehr|ish"
    "|many|lots|a lot|most|most of|viele|die meisten|la plupart|beaucoup|muchos|molti|veel|muitos|wiele|dozens",
    "Z": "noch|encore|ancora|nog|jeszcze|todavía|aún|ainda",
    "R": "to|or|oder|bis|ou|tot",
    "Y": "->|=>|→|⇒",
    "S": "still|unchanged|unverändert|immer noch|toujours|nog steeds|sempre|nadal",
    "C": "only|actually|just|correction|nur|eigentlich|korrektur|korrigiert|lediglich|seulement|en fait|solo|solamente"
    "|en realidad|soltanto|in realtà|slechts|maar liefst|eigenlijk|só|apenas|na verdade|tylko|właściwie|sorry",
    "D": "done|finished|complete|completed|closed|accomplished|achieved|✅|☑|✔|✓|[x]|erledigt|fertig|abgeschlossen"
    "|geschafft|beendet|fait|faite|terminé|terminée|fini|finie|achevé|hecho|hecha|listo|lista|terminado|terminada"
    "|completado|completada|acabado|fatto|fatta|finito|finita|completato|completata|concluso|klaar|gedaan|afgerond"
    "|voltooid|feito|feita|concluído|concluída|zrobione|zrobiony|gotowe|ukończone|hotovo|klart|färdig|færdig"
    "|valmis|готово|сделано|完了|完了しました|終わりました|完成|已完成|done and dusted|wrapped up|all set",
    "Q": "blocked|stuck|on hold|blockiert|hängt an|hängt bei|hängt fest|steckt fest|festgefahren"
    "|bloqué|bloquée|coincé|en attente|bloqueado|bloqueada|parado|atascado|bloccato|bloccata|fermo|geblokkeerd"
    "|vastgelopen|zit vast|travado|zablokowane|zablokowany|utknęło|blockad",
    "q": "waiting for|waiting on|wait for|warte auf|warten auf|wartet auf|en attente de|j'attends|esperando|in attesa di"
    "|aspetto|wacht op|wachten op|à espera de|aguardando|czekam na|czeka na",
    "J": "undone|reopen|reopened|reopens|wieder offen|wieder geöffnet|rouvert|reabierto|riaperto|heropend|reaberto",
    "X": "move|moved|moves|moving|push|pushed|postpone|postponed|shift|shifted|delay|delayed|extend|extended|reschedule"
    "|rescheduled|slip|slips|slipped|slipping|new date|new day|new due|verschieben|verschoben|verschiebt|verlegen"
    "|verlegt|neuer termin|neues datum|reporter|reporté|reportée|décaler|décalé|nouvelle date|aplazar|aplazado|mover"
    "|nueva fecha|spostare|spostato|rinviare|rinviato|nuova data|verplaatsen|verplaatst|verschuiven|uitgesteld"
    "|adiar|adiado|nova data|przesunąć|przesunięte|przełożyć|nowy termin",
    "A": "kept|eingehalten|gehalten|tenu|tenue|cumplido|cumplida|mantenuto|mantenuta|nagekomen|cumprido|cumprida"
    "|dotrzymane|dotrzymany",
    "a": "not kept|not - kept|not keep|nicht eingehalten|nicht gehalten|non tenu|pas tenu|no cumplido|no cumplida|non mantenuto"
    "|niet nagekomen|não cumprido|nie dotrzymane|niedotrzymane|unkept",
    "!": "not|never|none|nothing|nobody|cannot|cant|dont|didnt|isnt|wasnt|havent|hasnt|wont|couldnt|doesnt|neither|nor"
    "|nicht|nichts|kein|keine|keinen|keiner|keinem|niemals|niemand|pas|aucun|aucune|jamais|rien|ne|nunca|nada|ningún"
    "|ninguno|ninguna|tampoco|nessun|nessuno|nessuna|niente|nulla|niet|geen|nooit|niets|niemand|não|nenhum|nenhuma"
    "|nie|nigdy|żaden|żadna|nic|failed|cancelled|canceled|lost|unfinished|incomplete|unmöglich",
    "~": "will|shall|should|would|could|can|might|may|must|hope|hopes|hoping|plan|plans|planning|planned|expect|expects"
    "|expecting|aim|aiming|try|trying|want|wants|need|needs|intend|gonna|going|going to|soon"
    "|later|next week|next month|next quarter|next year|next|if|when|once|unless|scheduled|i'll"
    "|we'll|it'll|they'll|he'll|she'll|i'd|we'd|wird|werde|werden|soll|sollte|sollten|will ich|hoffe|hoffen|plane"
    "|planen|geplant|möchte|könnte|könnten|muss|müssen|kommt|bald|nächste woche|nächsten monat|falls|wenn|sobald"
    "|sera|serai|vais|va|devrait|devrions|espère|prévu|prévois|bientôt|si|la semaine prochaine|voy a"
    "|espero|será|debería|previsto|pronto estará|próxima semana|spero|sarà|dovrebbe|prossima settimana"
    "|zal|hoop|ga|gaan|moet|zou|volgende week|vou|deveria|próxima|będzie|powinno|planuję"
    "|spodziewam",
    "?": "almost|nearly|mostly|partly|partially|practically|basically|maybe|perhaps|probably|possibly|think|thought|guess"
    "|believe|suppose|assume|seems|seem|apparently|hopefully|likely|unsure|fast fertig|fast|beinahe|nahezu|größtenteils"
    "|teilweise|teils|vielleicht|wohl|vermutlich|wahrscheinlich|glaube|denke|angeblich|presque|peut-être|crois"
    "|pense|partiellement|sans doute|casi|quizás|quizá|tal vez|creo|parcialmente|quasi|forse|credo|penso|probabilmente"
    "|bijna|misschien|denk|waarschijnlijk|gedeeltelijk|quase|talvez|acho|prawie|może|chyba|myślę|częściowo|halfway"
    "|wish|supposed",
    "T": "this week|this month|today|yesterday|last week|this morning|since|diese woche|diesen monat|gestern|letzte woche"
    "|heute|seit|cette semaine|hier|aujourd'hui|esta semana|ayer|hoy|questa settimana|ieri|oggi|deze week|gisteren"
    "|vandaag|esta semana|ontem|hoje|w tym tygodniu|wczoraj|so far this week|last month|new|neue|nouveaux|nuevos|nuovi",
    "w": "was|were|war|waren|before that|previously|vorher|était|avant c'était|era|waren|było",
    "F": "now|so far|at|we're|i'm|it's|that's|there's|i|we|it|is|are|am|have|has|had|got|been|be|the|this|that|them|us"
    "|so|too|also|already|currently|total|in total|makes|made it|standing|stands|count|reached|in|as well|finally|yes"
    "|ok|okay|yep|yeah|and|again|today's|status|update|progress|booked so far|up to now|until now|as of now|my|our|its"
    "|item|thanks|thank you|please|jetzt|nun|bisher|bis jetzt|aktuell|derzeit|insgesamt|stand|bei|ich|wir|es|das|der"
    "|die|ist|sind|bin|habe|haben|hat|davon|ihnen|auch|schon|bereits|und|ja|somit|damit|also|danke|bitte|maintenant|jusqu'ici"
    "|déjà|actuellement|au total|à|nous|on|est|sont|c'est|j'ai|avons|j'en suis|le|la|les|et|oui|merci|ahora|hasta ahora"
    "|ya|actualmente|está|están|es|son|tenemos|llevo|llevamos|hemos|he|y|sí|el|los|las|en total|gracias|adesso|ora|finora"
    "|già|attualmente|siamo|sono|abbiamo|ho|il|lo|i|gli|e|sì|è|in totale|grazie|nu|tot nu toe|al|momenteel|we|ik"
    "|wij|het|zijn|heb|hebben|en|totaal|bedankt|agora|até agora|já|atualmente|estamos|estou|temos|os|as|sim|no total"
    "|teraz|dotąd|już|obecnie|mamy|jesteśmy|mam|jest|są|tak|i|=|there|result|exactly|genau|exactement|a|an|o|e|last|letzten|letzte|letzter|letztes",
    "b": "with|for|from|on|after|because|due to|during|via|by now|per|and counting|mit|für|nach|wegen"
    "|dank|am|im|avec|pour|chez|grâce à|con|por|gracias a|per|grazie a|dankzij|com|graças a|dla"
    "|dzięki|by|before|until|till|vor|spätestens|avant|antes|hasta|para|entro|prima|voor|até|do|przed|latest",
    "e": "👍|🙂|😊|🙏|👌|❤|🎉|😀|😄|🥳|💪|🚀|👏|😉",
    "h": "with help from|with the help of|with some help from|with support from|together with|thanks to|ahead of time"
    "|ahead of schedule|on time|in time|early|mit hilfe von|mit der hilfe von|mit unterstützung von|gemeinsam mit"
    "|zusammen mit|rechtzeitig|pünktlich|vorzeitig|avec l'aide de|ensemble avec|à temps|con ayuda de|con la ayuda de"
    "|junto con|a tiempo|con l'aiuto di|insieme a|in tempo|met hulp van|samen met|op tijd|com ajuda de|com a ajuda de"
    "|junto com|a tempo|z pomocą|razem z|na czas",
    "x": "no|nope|nah|non|nein|nee|não|nein danke|no thanks",
}

# Spelt like a finished form of another language or cut off; recorded and pointed out.
CUT_OFF = frozenset({"complet", "finishd", "finishe", "complete d", "erledig", "termine"})

# What a mistyped word may have been; it is only proposed.
STATE_WORDS = sorted(
    listed(
        "done finished complete completed closed blocked stuck kept erledigt fertig blockiert terminé hecho fatto klaar"
    )
)

# Words of those lists that are too common elsewhere to be a near miss of a state word.
NO_TYPOS = listed(
    "unblocked none gone one on don closer block dome tone some come cone kept kepi close finish"
)

# Number words that are everyday words in another language: read only where a count is plain.
SHY_NUMBERS = listed(
    "once due sei elf cent sept un una uno une ein eine einen een um uma mil on o oh"
)

DOZENS = {
    **dict.fromkeys(listed("dozen dutzend douzaine docena dozzina dozijn dúzia tuzin"), 12),
    **dict.fromkeys(listed("zero null nil zéro cero nul nula"), 0),
}

POLISH_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "jeden jedno jedna",
            "dwa dwie dwóch",
            "trzy trzech",
            "cztery czterech",
            "pięć pięciu",
            "sześć sześciu",
            "siedem siedmiu",
            "osiem ośmiu",
            "dziewięć dziewięciu",
            "dziesięć dziesięciu",
            "jedenaście",
            "dwanaście",
        ),
        1,
    )
    for word in words.split()
}

DURATIONS = listed(
    "min mins minute minutes minuten h hr hrs hour hours stunde stunden std day days tag tage tagen week weeks woche"
    " wochen month months monat monate monaten year years jahr jahre jours jour semaines semaine mois heures heure ans"
    " días día semanas semana meses mes horas hora giorni giorno settimane settimana mesi mese ore ora dagen dag weken"
    " maand maanden uur dias dni dzień tygodni tygodnie miesiące am pm uhr o'clock"
)

# First words of a sentence that asks.
ASKING = listed(
    "is are was were do does did has have can could would will shall should may who what when where why how which any"
    " ist sind hat haben kann kannst können könnt könntest könnte soll sollen wer was wann wo warum wie welche gibt"
    " est-ce peux peut pourrais pouvez qui que quoi quand où pourquoi comment quel quelle puedes puede podrías quién qué"
    " cuándo dónde cómo cuál puoi può potresti chi cosa quando dove perché come quale kun kunnen zou wie wat wanneer"
    " waar waarom hoe welke podes pode poderia quem onde czy kto co kiedy gdzie dlaczego jak"
)

# A state followed by one of these asks to have it confirmed.
CONFIRMING = listed(
    "right correct ok okay true no yes stimmt richtig oder non vrai verdad giusto toch certo prawda"
)

# In front of "9/9" these make it a day.
DAY_FOLLOWS = listed("on am le el il op em dnia vom since before after by until bis")

# Finished, if it is about the item's own doing; on its own it is asked about.
FINISHING = listed(
    "sent delivered signed submitted shipped paid published geschickt verschickt gesendet abgeschickt unterschrieben"
    " geliefert envoyé livré signé enviado firmado entregado inviato firmato consegnato verstuurd getekend geleverd"
    " wysłane podpisane"
)

# What may follow "5 of 8" and still tell of what was reached.
ACHIEVED = FINISHING | listed(
    "booked held made met closed won called visited landed gebucht geführt gehalten gemacht getroffen vereinbart gewonnen"
    " besucht fixiert faits faites réservés réservées tenus tenues hechos hechas reservados reservadas fatti fatte"
    " prenotati prenotate gemaakt geboekt gehouden feitos feitas marcados marcadas zrobionych umówionych"
)

# Asking the other person for something, at the start of a line.
REQUESTS = phrases(
    "can you|can u|could you|could u|would you|will you|please|pls|i need you|kannst du|könntest du|können sie"
    "|könnten sie|bitte|peux-tu|pourrais-tu|pouvez-vous|s'il te plaît|puedes|podrías|por favor|puoi|potresti"
    "|per favore|kun je|kunt u|zou je|podes|poderia|możesz|proszę|can we get|can i get|can i have"
)

# Alone behind an item they say that it is as with the one before.
AS_WELL = listed(
    "as well too also auch ebenfalls aussi également también anche pure ook também też"
) | {"as well"}

# Days reckoned as a limit when one of these stands in front.
LIMITS = listed(
    "by until till before bis vor spätestens avant d'ici antes hasta para entro prima voor tot até do przed latest"
)


def _letters() -> Mapping[str, str]:
    """Letters by phrase; where two lists hold a phrase, the later one wins."""
    return {
        phrase: letter for letter, parts in _LISTS.items() for phrase in parts.casefold().split("|")
    }


LETTERS: Mapping[str, str] = _letters()
LONGEST_PHRASE = max(len(phrase.split()) for phrase in LETTERS)
