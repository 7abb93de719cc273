"""The shipped reader: right on plain cases, evidence verbatim, honest on long and odd texts."""

import datetime as dt

import pytest

from insight import codebook, inforce
from insight.nlp import embed, segment, themes
from insight.settings import ROOT, Settings
from insight.types import Response

BOOK = codebook.load(ROOT / "corpora" / "codebook.yaml")
AT = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)


def code(texts, model, book=BOOK, question="q"):
    responses = [Response(str(i), "w", question, str(i), t) for i, t in enumerate(texts)]
    return themes.classify(responses, segment.segment(responses)[0], model, book, AT)[0]


@pytest.fixture(scope="module")
def model():
    return inforce.load_model(Settings(), BOOK, embed.HashEncoder())


@pytest.mark.parametrize(
    ("text", "found", "tone", "ask"),
    [
        ("It used to be safe", {"feeling_safe"}, "neg", False),
        ("It used to be safe here", {"feeling_safe"}, "neg", False),
        ("It used to be quiet", {"noise"}, "neg", False),
        ("This used to be a nice place to live", set(), "neg", False),
        ("It is not as safe as it used to be", {"feeling_safe"}, "neg", False),
        ("It used to be noisy, now it is quiet", {"noise"}, "pos", False),
        ("We no longer feel safe", {"feeling_safe"}, "neg", False),
        ("Not safe any more", {"feeling_safe"}, "neg", False),
        ("ASB is not a problem here", {"asb"}, "pos", False),
        ("please bring back the youth club", {"youth"}, "neu", True),
        ("Noz canisters all over the car park again", {"drugs", "environment"}, "neg", False),
        ("We need more police on foot patrol", {"police_presence"}, "neu", True),
        ("The pharmacy is a lovely drug store", set(), "pos", False),
        ("The bus is always late", set(), "neg", False),
        ("It's not bad round here", set(), "pos", False),
    ],
)
def test_plain_cases(model, text, found, tone, ask):
    (coded,) = code([text], model)
    assert set(coded.themes) == found
    assert coded.reading.tone == tone
    assert coded.reading.ask is ask


def test_tone_is_read_on_each_theme(model):
    (coded,) = code(
        ["The dealers on the stairs are frightening. The new youth club is wonderful."], model
    )
    tones = {a.theme: a.tone for a in coded.assignments if a.present}
    assert tones["drugs"] == "neg"
    assert tones["youth"] == "pos"
    assert coded.reading.tone == "mix", "one is praised, the other complained of"


def test_the_tone_on_a_theme_is_heard_to_the_end_of_its_sentence(model):
    (coded,) = code(
        [
            "Graffiti on the underpass has all been painted over and it looks lovely. "
            "Teenagers still throw stones at the buses."
        ],
        model,
    )
    tones = {a.theme: a.tone for a in coded.assignments if a.present}
    assert (tones["environment"], tones["asb"]) == ("pos", "neg")


@pytest.mark.parametrize("text", ["Slower cars", "Reducing drug dealing"])
def test_a_fragment_means_what_its_question_makes_of_it(model, text):
    benefit, wish = (
        code([text], model, question=q)[0].reading
        for q in ("What is the biggest benefit?", "What would make it safer?")
    )
    assert (benefit.tone, benefit.ask) == ("pos", False)
    assert (wish.tone, wish.ask) == ("neu", True)


@pytest.mark.parametrize(
    ("text", "question", "ask"),
    [
        ("Better lighting and more police please", "What worries you most?", True),
        ("Stop the dealers", "What worries you most?", True),
        ("more bins", "What worries you most?", True),
        ("More traffic", "What worries you most?", False),
        ("Fewer drunks by the station", "What would make it safer?", True),
        ("Less litter", "What would make it safer?", True),
        ("Less litter", "What has improved?", False),
    ],
)
def test_who_asks_in_so_many_words_asks_whatever_the_question(model, text, question, ask):
    assert code([text], model, question=question)[0].reading.ask is ask


def test_a_last_question_is_none_for_praise(model):
    question = "Is there anything else you would like to tell us?"
    reading = code(["Stop the dealers"], model, question=question)[0].reading
    assert (reading.tone, reading.ask) != ("pos", True)
    assert reading.ask


def test_evidence_points_at_the_right_clause(model):
    text = "I like the library. Lads race mopeds past the school at night. Please mend the swings."
    (coded,) = code([text], model)
    (vehicles,) = (a for a in coded.assignments if a.theme == "vehicles")
    clauses = {text[e.start : e.end] for e in vehicles.evidence if e.why == "model"}
    assert clauses == {"Lads race mopeds past the school at night."}
    assert text[slice(*coded.reading.ask_span)] == "Please mend the swings."


def test_long_text_is_read_to_its_end(model):
    text = "I walked to the shop and bought bread. " * 60 + "Then someone stole my bike."
    (coded,) = code([text], model)
    (theft,) = (a for a in coded.assignments if a.theme == "theft")
    (clause,) = (e for e in theft.evidence if e.why == "model")
    assert "stole my bike" in text[clause.start : clause.end]


def test_odd_texts_do_not_break_it(model):
    odd = [
        "👍👍 ok",
        "ব্রিজ",
        "\u202eabc def",
        "a" * 5000,
        "x\u200by z",
        "0",
        "$\\LaTeX$ <img onerror=x>",
    ]
    assert len(code(odd, model)) == len(odd)


def test_same_words_get_the_same_codes_whatever_their_company(model):
    alone = code(["Dealers on the corner"], model)[0]
    crowd = code(["Noise", "Dealers on the corner", "A long text about nothing " * 20], model)[1]
    assert crowd.themes == alone.themes
    assert abs(crowd.assignments[0].score - alone.assignments[0].score) < 0.05


@pytest.mark.real
def test_a_theme_the_council_adds_is_coded_beside_the_readers(encoders):
    extra = codebook.make(
        "b",
        [
            *({"key": t.key, "name": t.name, "phrases": t.phrases} for t in BOOK.themes),
            {
                "key": "swans",
                "name": "Swans",
                "description": "Swans on the canal.",
                "phrases": ["swan"],
            },
        ],
    )
    joined = inforce.load_model(Settings(), extra, embed.load("default", encoders))
    (coded,) = code(["The swans attack people and dealers deal drugs"], joined, extra)
    assert {"swans", "drugs"} <= set(coded.themes)


@pytest.mark.parametrize("phrase", ["wibbling", r"/wib+l\w+/"])
def test_a_phrase_the_council_adds_counts_at_once(model, phrase):
    rows = [
        {
            "key": t.key,
            "name": t.name,
            "phrases": (*t.phrases, *([phrase] if t.key == "asb" else [])),
        }
        for t in BOOK.themes
    ]
    book = codebook.make("b", rows)
    changed = inforce.load_model(Settings(), book, embed.HashEncoder())
    before, after = (
        {a.theme: a.score for a in code(["wibbling by the bins"], m, b)[0].assignments}.get(
            "asb", 0.0
        )
        for m, b in ((model, BOOK), (changed, book))
    )
    assert after > before
    assert after >= 0.85  # as often as the codebook's phrases proved right
