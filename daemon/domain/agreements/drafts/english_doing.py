"""English words for doing that ends nowhere, and for doing that counts once it is counted."""

from daemon.domain.agreements.drafts.language import lines

_HOLLOW = (
    r"(?:time|energy|attention|focus|effort|commitment|presence|visibility|structure|discipline"
    r"|ownership|initiative|quality|satisfaction|communication|awareness|knowledge|confidence"
    r"|motivation|activity|loyalty|trust|mindshare|responsibility|profile|relationships?)(?! \w+s\b)"
)
_MUCH = r"(?:(?:a|an|much|bit|lot|little|far|way|really|even|the|still) )*"

# What begins so is a wish, unless a count stands with it.
SOFT = lines(rf"""
    be(?:come|ing)? {_MUCH}(?:more|better|less|quicker|faster|stronger|\w+ive|\w+ful|visible|present|there|on it)
    (?:get|do|become|feel) {_MUCH}(?:better|stronger|quicker|faster|more \w+(?:ed|ive|ent|ant|al))
    (?:get|have|keep|take) (?:a |an )?(?:better )?(?:grip|hold|overview|feel|feeling|handle|look|eye)
    work(?:ing)? (?:on|hard|harder|smarter|more|close|closer|closely|with)
    (?:re)?focus(?:ing|sing)?
    concentrat(?:e|ing)
    look(?:ing)? (?:into|at|after|out)
    think(?:ing)? (?:about|of|through)
    stay(?:ing)?
    keep (?:going|pushing|working|at it|on|up|in touch|track|doing|trying|building|\w+ (?:warm|happy|informed|close|posted))
    carry on
    continu(?:e|ing)
    push(?:ing)?
    build(?:ing)?(?: up)? (?:(?:a|my|our|the|up) )?(?:\w+ ){{0,2}}(?:relationships?|relations|trust|rapport|pipeline|momentum|network|awareness)
    strengthen(?:ing)?
    deepen(?:ing)?
    know
    (?:better )?understand(?:ing)?
    learn(?:ing)?(?: more)?
    spend(?:ing)? (?:\w+ ){{0,2}}time
    (?:pay|give|put|show|bring|take|make|have) (?:[^.;,]+ )?(?:more|extra|full|some|better|stronger) (?:\w+ )?{_HOLLOW}
    (?:more|better|stronger|less|extra|increased?|improved?) (?:\w+ )?{_HOLLOW}
    (?:increas|rais|boost|grow|lift)(?:e|ing)? (?:\w+ ){{0,3}}?{_HOLLOW}
    support(?:ing)?
    explor(?:e|ing)
    try(?:ing)?
    (?:do|give|try) (?:my|our|your) best
    give it
    network(?:ing)?
    prospect(?:ing)?
    deal(?:ing)? with
    (?:take|taking) (?:better |more |good )?care
    improv(?:e|ing)(?! .*\b(?:rates?|margins?|share|conversion|prices?|ratios?|numbers?|times?)\b)
    optimi[sz](?:e|ing)
    develop(?:ing)?
    step(?:ping)? up
    driv(?:e|ing)
    manag(?:e|ing)
    maintain(?:ing)?
    nurtur(?:e|ing)
    engag(?:e|ing)
    communicat(?:e|ing)
    collaborat(?:e|ing)
    align(?:ing)?
    striv(?:e|ing)
    listen(?:ing)?
    get (?:closer|going|out|involved|organi[sz]ed|on top|a move on)
    make sure
    own the
    leverage
    figure out
    see (?:if|whether|what|how)
    """)

# Said of the way, not of the end; a count beside it may still be kept or missed.
SOFT_ANYWHERE = lines(r"""
    harder
    smarter
    more (?:often|consistently|actively|closely|seriously|regularly|aggressively|proactively)
    proactively
    somehow
    better at
    as (?:much|many|good|well|often) as (?:possible|i can|we can)
    a lot more
    when(?:ever)? (?:there is|i have|i get|we have) (?:a |some |the )?(?:chance|time|opportunity)
    """)

# Doing that is kept or missed once it has a count, or one named end.
ACTIVITIES = lines(r"""
    (?:cold[- ])?call(?:ing|s)?(?: up| on| around| back)?
    (?:ring|phone|dial|ping)(?:ing)?(?: up| round)?
    visit(?:ing|s)?
    e?-?mail(?:ing|s)?
    messag(?:e|ing)
    post(?:ing|s)?
    writ(?:e|ing)(?: to)?
    meet(?:ing)?(?: with| up with)?
    demo(?:ing)?(?! \w+s\b)
    present(?:ing)?
    pitch(?:ing)?
    attend(?:ing)?
    go(?:ing)? (?:to|out|through|over|and see|see)
    see(?:ing)?
    read(?:ing)?
    prepar(?:e|ing)
    practi[cs](?:e|ing)
    research(?:ing)?
    analy[sz](?:e|ing)
    check(?:ing)?(?: in| on| up)*(?: with| on)?
    review(?:ing)?
    ask(?:ing)?
    coach(?:ing)?
    shadow(?:ing)?
    ride along
    travel(?:l?ing)?
    cross[- ]?sell(?:ing)?
    (?:do|make|hold|run|have) (?:more |some )?(?:calls|visits|demos|outreach|meetings|talks|cold calls|door to door)
    """)

# Doing without an end of its own, whomever it is done to.
LOOSE = lines(r"""
    follow(?:ing)?[- ]?(?:up|through)(?: on| with)?
    chas(?:e|ing)(?: up)?
    reach(?:ing)? out
    (?:talk|speak)(?:ing)?(?: to| with| about)?
    contact(?:ing)?
    connect(?:ing)?
    touch(?:ing)? base
    catch(?:ing)? up
    knock(?:ing)?
    (?:be|get) out (?:in|there|on|more)
    help(?:ing)?(?: out)?
    do (?:more )?(?:linkedin|social|marketing|prospecting|networking|follow[- ]?ups?|stuff|something|more|research)
    monitor(?:ing)?
    track(?:ing)?
    watch(?:ing)?
    discuss(?:ing)?
    """)
