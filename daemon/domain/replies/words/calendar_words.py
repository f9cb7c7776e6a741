"""Names of months, weekdays and near days in the languages people write in, casefolded.

Abbreviations that are also everyday words elsewhere ("set", "ago", "out", "mag", "so", "do") are
left out: a date that is missed is asked about, a word taken for a date would hide a count.
"""

from daemon.domain.replies.words.word_lists import listed

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner januari janvier janv enero ene gennaio gen janeiro styczeń stycznia",
            "february feb februar februari février fevrier févr febrero febbraio febb fevereiro luty lutego",
            "march mar märz maerz mrz maart mrt mars marzo março marco marzec marca",
            "april apr avril avr abril abr aprile kwiecień kwietnia",
            "may mai mei mayo maggio maio maj maja",
            "june jun juni juin junio giugno giu junho czerwiec czerwca",
            "july jul juli juillet juil julio luglio julho lipiec lipca",
            "august aug augustus août aout agosto sierpień sierpnia",
            "september sep sept septembre septiembre settembre setembro wrzesień września",
            "october oct oktober okt octobre octubre ottobre outubro październik października",
            "november nov novembre noviembre novembro listopad listopada",
            "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudzień grudnia",
        ),
        1,
    )
    for name in names.split()
}

WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "monday montag lundi lunes lunedì lunedi maandag segunda-feira poniedziałek poniedziałku",
            "tuesday dienstag mardi martes martedì martedi dinsdag terça-feira wtorek wtorku",
            "wednesday mittwoch mercredi miércoles miercoles mercoledì mercoledi woensdag quarta-feira środa środę środy",
            "thursday donnerstag jeudi jueves giovedì giovedi donderdag quinta-feira czwartek czwartku",
            "friday freitag vendredi viernes venerdì venerdi vrijdag sexta-feira piątek piątku",
            "saturday samstag sonnabend samedi sábado sabado sabato zaterdag sobota sobotę soboty",
            "sunday sonntag dimanche domingo domenica zondag niedziela niedzielę niedzieli",
        ),
        1,
    )
    for name in names.split()
}

# Short forms; read only after a word such as "by" or "on", or where a day and month follow.
SHORT_WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        ("mon mo lun", "tue tues di", "wed mi", "thu thur thurs do", "fri fr", "sat sa", "sun so"),
        1,
    )
    for name in names.split()
}

# Days from today.
NEAR_DAYS: dict[str, int] = {
    **dict.fromkeys(listed("today heute aujourd'hui hoy oggi vandaag hoje dzisiaj dziś"), 0),
    **dict.fromkeys(listed("tomorrow morgen demain mañana domani amanhã jutro"), 1),
    "übermorgen": 2,
}

UNITS: dict[str, str] = {
    **dict.fromkeys(listed("day days tag tagen tage"), "day"),
    **dict.fromkeys(listed("week weeks woche wochen"), "week"),
    **dict.fromkeys(listed("month months monat monaten monate"), "month"),
}

SMALL_NUMBERS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "a an one ein eine einen einem einer",
            "two zwei",
            "three drei",
            "four vier",
            "five fünf",
            "six sechs",
            "seven sieben",
            "eight acht",
            "nine neun",
            "ten zehn",
            "eleven elf",
            "twelve zwölf",
        ),
        1,
    )
    for name in names.split()
}
