"""English, as people type it into a mail about what they will sell."""

from daemon.domain.agreements.drafts.english_doing import (
    ACTIVITIES,
    LOOSE,
    SOFT,
    SOFT_ANYWHERE,
)
from daemon.domain.agreements.drafts.english_times import LASTING, NAMED_EVENT, RULES, TIMES
from daemon.domain.agreements.drafts.language import Language, lines


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DUTY = r"(?:should|must|ha[sv]e to|needs? to|ought to|got to|is to|are to|could|shall|gotta)"
_DONE = (
    r"(?:\w{2,}(?:ed|en)|sent|done|made|brought|sold|won|kept|put|cut|set|paid|built|found|given"
    r"|taken|met|written|got|held|dealt|led|read|told|shown|in|out|ready|back)"
)
_GROUP = (
    r"(?:every(?:one|body)|all of us|the (?:\w+ )?(?:team|guys|people|others|office|department)"
    r"|(?:my|our) (?:\w+ )?(?:team|side|guys|people|department))"
)

ENGLISH = Language(
    times=TIMES,
    named_events=NAMED_EVENT,
    lasting=LASTING,
    weekly=frozenset({"a week", "per week", "each week", "every week", "weekly"}),
    monthly=frozenset({"a month", "per month", "each month", "every month", "monthly"}),
    rules=RULES,
    lengths=_set(
        "hour hours hr hrs h minute minutes min mins day days week weeks month months year years"
    ),
    collective=lines(rf"""
        we (?:all |both |really |also |just )?(?:{_DUTY}|will|can|want|might|would|are going|go|get|do|make)
        we['’](?:ll|d|re)
        let['’]?s
        let us
        some(?:one|body)
        any(?:one|body) (?:{_DUTY}|will|can|who|with|of)
        one of (?:us|you|our|the (?:team|guys|reps|people|others))
        who(?:so)?ever
        it (?:would|will|['’]d) be (?:good|great|nice|helpful|best)
        would be (?:good|great|nice|helpful|best)
        as a team
        {_GROUP} (?:{_DUTY}|will|can|gets?|does|do|takes?|has|have|delivers?|makes?|sends?|brings?|wins?)
        """),
    alternatives=r"(?:[Ee]ither )?(?:I|[Mm]e|[Yy]ou|[A-Z][\w'’-]+) or (?:I|[Mm]e|you|myself|[A-Z][\w'’-]+)"
    r"(?= (?:\w+s|will|to|should|can|could|must|do|have|get|are)\b)",
    duties=lines(rf"""
        {_DUTY} (?:\w+ly )?be (?:\w+ly )?{_DONE}(?! by (?:me|you)\b)
        to be (?:\w+ly )?{_DONE}(?! by (?:me|you)\b)
        needs? (?:some )?\w+ing
        """),
    willing=_set(
        "agree agrees agreed accept accepts want wants ask asks asked allow allows willing ready happy"
    ),
    openings=lines(r"""
        (?:i|you)(?:['’]?(?:ll|d|m|re))? (?:(?:will|want|would like|like|am going|are going|going|plan|aim|need|have|must|should|can|shall|intend|promise|commit|try) )?(?:to )?(?!\w+['’])
        (?:me|you|so|ok|and|then|goal|my goal|next|idea|for me)[:,-]+
        (?:also|just|really|simply|then|please|pls|so|and|finally|again|try to get|try for|want to|need to|going to|gonna|wanna|plan to|aim to|to|will|should|must)\b
        we (?:should|need to|have to|must|could|can|will|want to)\b
        let['’]?s\b
        let us\b
        some(?:one|body) (?:should|needs to|has to|must|could|will)\b
        """),
    soft=SOFT,
    soft_anywhere=SOFT_ANYWHERE,
    activities=ACTIVITIES,
    loose=LOOSE,
    gains=_set(
        "win sign get book sell upsell cross-sell open close land bring add convert turn place fill"
        " hire recruit collect renew train certify generate acquire find secure schedule arrange"
        " qualify source deliver move switch reactivate onboard gain make create have line reach"
        " ship quote submit send migrate replace pull lose list host run organise organize identify"
        " clear gather invite upgrade set winning signing getting booking selling opening closing"
        " landing bringing adding converting moving"
    ),
    changes=_set(
        "increase raise grow reduce lower cut shorten boost decrease lift expand speed bump shrink"
        " improve improving increasing raising growing reducing lowering cutting shortening upsell cross-sell drop trim"
    ),
    results=_set(
        "signed won closed renewed booked sold delivered submitted sent approved finished completed"
        " switched converted trained certified migrated replaced installed collected hired placed"
        " filled opened onboarded landed secured settled recovered listed shipped published agreed"
        " confirmed paid quoted recruited qualified live done ready yes no decision signature launched"
    ),
    degrees=lines(r"""
        more
        fewer
        less
        some
        several
        a few
        a couple(?: of)?
        many
        most of
        lots of
        a (?:lot|bunch|handful|number) of
        plenty of
        various
        multiple
        """),
    additions=lines("new\nadditional\nextra\nfurther\nenough"),
    particles=_set("in up back off over out on away down"),
    wholes=_set(
        "prices terms conditions figures slides minutes details notes papers documents results news"
        " specs sales logistics operations contents goods means series thanks feedback"
    ),
    plain=_set(
        "do hit get win sell make reach try target goal number achieve close have bring land book"
        " manage deliver aim go be will want at least minimum min max about around roughly another"
        " more done up down in out to plus over you i me him her we should can need total under"
        " above below finish come i'll i'd you'll we'll complete score pull off see send write add"
        " find sign open run percent"
    ),
    numbers=_set(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
        " hundred thousand dozen both double halve half zero twice triple once"
    ),
    determiners=_set(
        "the a an our my your his her their this that these those both all each every its no any"
    ),
    prepositions=_set(
        "at with from by in on for of to into over under above below across among through via per"
        " as about against near around within without before after until till that which who whose"
        " when where if and or but so because than between off"
    ),
    bounds=_set("over above below under"),
    shares=_set("% percent"),
    onward=_set("of % percent more another new"),
    one=_set("the a an our my your"),
)
