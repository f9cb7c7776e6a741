"""How English says by when, or how often."""

_UNIT = (
    r"(?:working |business |calendar |fiscal |financial |selling |school )?"
    r"(?:days?|weeks?|weekends?|fortnights?|months?|quarters?|half(?:[- ]years?)?|years?|seasons?|sprints?)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary|r)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_SURE_MONTH = (
    r"(?:january|february|febr?|april|june|july|august|september|sept|october|november|december)"
)
_DAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)day"
_SHORT_DAY = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)"
_SEASON = (
    r"(?:spring|summer|autumn|fall|winter|christmas|xmas|easter|pentecost|whitsun|thanksgiving"
    r"|new year(?:['’]?s)?(?: eve)?|ramadan|eid|diwali|halloween|black friday|carnival|advent)"
)
_EVENT = (
    r"(?:meetings?|1[:-]1s?|1on1s?|one[- ](?:on|to)[- ]ones?|reviews?|qbr|sync|check-?ins?|stand-?up"
    r"|kick-?offs?|fairs?|shows?|expo|exhibition|congress|conference|summit|convention|symposium|holidays?"
    r"|vacation|break|leave|rounds?|audit|launch|go-live|workshops?|trainings?|board|harvest|deadline"
    r"|inventory|stocktak(?:e|ing)|campaign|sale|offsite|retreat|webinar|shutdown|handover|rollout|peak"
    r"|appraisal|budget|planning|talks?|call|visit|trip|lunch|noon|midnight|morning|afternoon|evening"
    r"|night|close of business|cob|pay ?day|month|release|move|opening|event|session|forecast)"
)
_COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a few|a couple of)"
_WHOSE = r"(?:(?:the|our|my|your|this|next|his|her|their|that|a|every|each) ){0,2}"
_ANY = r"(?!(?:they|he|she|it|we|i|you|them|him|then|that)\b)[\w&'’.:-]+"

TIMES = (
    (
        rf"(?:by |before |until |till |til |at |towards? )?(?:the )?(?:very )?"
        rf"(?:end|close|start|beginning|middle|mid|early|late|half|first half|second half)(?: |-)(?:of |in )?"
        rf"{_WHOSE}(?:{_UNIT}|{_MONTH}|{_SEASON}|q[1-4]|{_EVENT}|{_DAY})(?: \d{{4}})?"
    ),
    r"(?:by |before |until |till |til |at )?(?:the )?(?:end|close) of (?:play|day|business|shift)",
    r"(?:week|month|quarter|year|season)[- ]end|eo[dwmqy]|cob|noon|midnight",
    (
        r"(?:in |by |for |during |before |until |till |til |of |all of |over |this |next )?"
        r"(?:q[1-4]|h[12]|(?:calendar )?(?:kw|cw|wk|week) ?\d{1,2})(?:[ /-]?(?:20)?\d\d)?"
    ),
    rf"(?:{_DAY},? |{_SHORT_DAY},? )?(?:the )?\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of)? ?{_MONTH}(?: \d{{4}})?",
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?",
    r"the \d{1,2}(?:st|nd|rd|th)|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?",
    r"(?:by|before|on|until|till|til) \d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?",
    (
        rf"(?:by|in|before|until|till|til|of|through|during|for|to|mid|early|late|this|next|from|and|come)[ -]{_MONTH}"
        r"(?: \d{4})?"
    ),
    rf"{_SURE_MONTH}(?: \d{{4}})?",
    rf"(?:by |on |before |until |till |til |this |next |every )?{_DAY}(?: (?:morning|noon|afternoon|evening|night))?",
    rf"(?:by|on|before|until|till|til|this|next|every|each) {_SHORT_DAY}",
    r"(?:by |until |till |til )?(?:tomorrow|today|tonight)(?: (?:morning|noon|afternoon|evening|night))?",
    (
        rf"(?:in |by |before |until |till |til |during |over |for |within |through )?(?:the )?"
        rf"(?:this|next|coming|following|current|rest of the|whole|all|last|this coming) {_SEASON}"
    ),
    (
        rf"(?:in |by |before |until |till |til |during |over |for |within |through )?(?:the |all |whole )*"
        rf"(?:this|next|coming|following|current|rest of (?:the|this)) (?:{_UNIT}|{_EVENT})"
    ),
    (
        rf"(?:by|before|until|till|til|ahead of|prior to|during|between now and|come) "
        rf"{_WHOSE}(?:[\w&'’-]+ ){{0,3}}?(?:{_SEASON}|{_EVENT})"
    ),
    rf"(?:for|at|after|in|on|to) (?:(?:the|our|my|your|this|next) ){{1,2}}(?:[\w&'’-]+ ){{0,2}}?{_EVENT}",
    rf"(?:for|at|after|in|over|to|from) {_SEASON}",
    rf"(?:by|before|until|till|til|during|over|through) (?:the )?(?:{_UNIT}|{_SEASON})",
    rf"(?:before|until|till|til|ahead of|prior to) (?:the|our|my|your|his|her|this|next) {_ANY}",
    r"(?:by|until|till|til|before|in) 20\d\d",
    (
        rf"(?:in|within|over|during|for)(?: the)?(?: next| coming| following| first)? {_COUNT} "
        rf"(?:{_UNIT}|hours?|minutes?)(?: time)?"
    ),
    rf"(?:the )?next {_COUNT} {_UNIT}",
    rf"{_COUNT} (?:days?|weeks?|months?) from (?:now|today)",
)
# Names of events are known by their capital alone, whatever the case of the words before.
NAMED_EVENT = r"(?:[Bb]efore|[Uu]ntil|[Tt]ill?) (?!(?:I|They|He|She|It|We)\b)[A-ZÄÖÜ][\w'’-]+"

LASTING = (
    rf"(?:an?|per|each|every|every other|every second) (?:{_UNIT}|{_DAY}|{_SHORT_DAY}|morning|evening|night)",
    rf"every {_COUNT} {_UNIT}",
    r"daily|weekly|bi-?weekly|fortnightly|monthly|quarterly|yearly|annually|(?:once|twice) (?:a|per|every) \w+",
    r"(?:the )?same (?:day|week|month)",
    rf"all (?:{_UNIT}|{_SEASON}|through the {_UNIT})",
)

RULES = (
    (
        r"(?:(?<=^)|(?<=[,;:] )|(?<=in )|(?<=at )|(?<=after )|(?<=before )|(?<=on )|(?<=with )|(?<=for )|(?<=to )"
        r"|(?<=from )|(?<=of ))(?:each|every|any) (?!one\b|the\b)\w+"
    ),
    r"always|never|whenever|every time|each time|at all times",
    r"no [^.;]*? (?:without|unless|below|under|above|over|before|until|after|beyond|leaves|goes|stays|older|later)",
    r"not [^.;]*? (?:without|unless|until)",
    r"\S+ (?:hours?|hrs?|days?|weeks?) (?:after|of|from) (?!now\b|today\b)\w+",
    r"within \S+ (?:working |business )?(?:hours?|hrs?|days?|weeks?|minutes?|mins?|h)",
)
