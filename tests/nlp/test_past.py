"""What is no more counts the other way round."""

import pytest

from insight.nlp.past import gone


@pytest.mark.parametrize(
    "text",
    [
        "It used to be safe",
        "This used to be a nice place to live",
        "It used to be lovely and quiet in the evenings",
        "Used to be lovely, now a dump",
        "Was a nice area once. Now look at it.",
        "This was once a lovely park",
        "We no longer feel safe",
        "I do not feel safe any more",
        "It isn’t safe walking home anymore",
        "It is not as safe as it used to be",
        "It is less safe than it was",
        "I never feel as safe as I did before",
        "It is less safe than it did feel",
        "It is not as clean as it had been",
        "It is nowhere near as nice as it ever did look",
    ],
)
def test_good_things_of_the_past_are_a_complaint(text: str) -> None:
    assert gone(text) == -1


@pytest.mark.parametrize(
    "text",
    [
        "It used to be dangerous",
        "It used to be noisy, now it is quiet",
        "Crime is not as bad as it used to be",
        "It used to be rough round here but not any more",
    ],
)
def test_bad_things_of_the_past_are_a_relief(text: str) -> None:
    assert gone(text) == 1


@pytest.mark.parametrize("text", ["We used to have a bus", "Back in the day you could walk home"])
def test_words_that_are_neither(text: str) -> None:
    assert gone(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "It is safe",
        "Is there any more help?",
        "You get used to the noise",
        "It is safer than it used to be",
        "The drinkers who used to sit there have gone",
        "I used to be a youth worker and I love this area",
        "It used to be lovely and it still is",
        "It used to be nice. The wardens are kind.",
        "My son was attacked once",
        "We no longer report thefts",
        "We don't report stealing any more because police don't come",
    ],
)
def test_what_says_nothing_of_what_is_no_more(text: str) -> None:
    assert gone(text) is None
