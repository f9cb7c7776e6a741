"""A matter is a plain value: the same facts make the same matter."""

from daemon.domain.matters import Matter, Phrase, Topic


def consent(**values):
    return Matter(
        "consent:marek:A8:1", Topic.CONSENT, "marek", "marek+dana", "marek", "A8", **values
    )


def test_the_same_facts_make_the_same_matter():
    assert consent() == consent()
    assert consent(values={"version": "1"}) != consent(values={"version": "2"})


def test_a_matter_may_name_no_agreement():
    matter = Matter("question:1", Topic.QUESTION, "dana", "marek+dana")
    assert (matter.owner, matter.agreement, matter.since) == ("", "", None)


def test_two_phrases_never_share_their_values():
    assert Phrase("ask-rule").values == {}
    assert Phrase("ask-rule").values is not Phrase("ask-rule").values


def test_every_topic_has_a_name_of_its_own_for_keys():
    assert len({topic.value for topic in Topic}) == len(Topic)
