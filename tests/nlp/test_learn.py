"""Learning a council's own labels, saving without pickle, refusing what does not fit."""

import datetime as dt

import numpy as np
import pytest

from insight import codebook
from insight.errors import InputError, ModelError
from insight.manifest import check
from insight.nlp import learn, segment, student, themes
from insight.nlp.embed import HashEncoder
from insight.types import Response

BINS = [
    f"the bins were missed on {d} and the lorry drove past again"
    for d in ["mon", "tue", "wed", "thu", "fri"]
]
BUSES = [f"bus number {n} is late and never stops at my stop" for n in range(5)]
PARKS = [f"lovely park, the flowers in bed {n} were pretty" for n in range(5)]
BOTH = [f"bins missed and the bus late for {n} weeks" for n in range(5)]
TEXTS = BINS + BUSES + PARKS + BOTH
LABELS = [
    frozenset(s) for s in [{"bins"}] * 5 + [{"buses"}] * 5 + [set()] * 5 + [{"bins", "buses"}] * 5
]
NEW = [
    "they missed the bins yet again",
    "my bus is always late",
    "pretty flowers",
    "bins missed, bus late",
]


@pytest.fixture(scope="module")
def heads():
    return learn.fit(TEXTS, LABELS, HashEncoder())[0]


def test_learns_labels_from_twenty_texts(heads):
    p = heads.probabilities(NEW, HashEncoder().encode(NEW))
    got = [{k for i, k in enumerate(heads.keys) if row[i] >= heads.thresholds[i]} for row in p]
    assert got == [{"bins"}, {"buses"}, set(), {"bins", "buses"}]


def test_saved_model_codes_the_same(heads, tmp_path):
    learn.save(heads, tmp_path / "m", "waste")
    again, name = learn.load(tmp_path / "m")
    vectors = HashEncoder().encode(NEW)
    assert (
        np.abs(again.probabilities(NEW, vectors) - heads.probabilities(NEW, vectors)).max() < 0.01
    )
    assert name.startswith("waste-")
    assert not [f for f in (tmp_path / "m").iterdir() if f.suffix in {".pkl", ".joblib", ".pt"}]
    book = codebook.make("waste", [{"key": k, "name": k} for k in again.keys])
    model = learn.LearnedModel(again, name, HashEncoder())
    responses = [Response(str(i), "w", "q", "p", t) for i, t in enumerate(NEW)]
    done, _ = themes.classify(
        responses, segment.segment(responses)[0], model, book, dt.datetime.now(dt.UTC)
    )
    assert set(done[3].themes) == {"bins", "buses"}
    spans = {
        a.theme: done[3].response.text[a.evidence[0].start : a.evidence[0].end]
        for a in done[3].assignments
    }
    assert spans["bins"]


def test_a_correction_weighs_more_than_an_example():
    text = "the flags were missed on the pier"
    labels = [*LABELS, frozenset({"buses"})]
    light, _ = learn.fit([*TEXTS, text], labels, HashEncoder(), [1.0] * 21)
    heavy, _ = learn.fit([*TEXTS, text], labels, HashEncoder(), [1.0] * 20 + [learn.PERSON])
    vector = HashEncoder().encode([text])
    k = light.keys.index("buses")
    assert heavy.probabilities([text], vector)[0, k] > light.probabilities([text], vector)[0, k]


def test_too_few_labels_are_refused():
    with pytest.raises(InputError, match="at least 20"):
        learn.fit(TEXTS[:5], LABELS[:5], HashEncoder())


def test_other_encoder_is_refused(heads):
    with pytest.raises(ModelError, match="was trained on encoder"):
        learn.LearnedModel(
            heads, "m", HashEncoder.__new__(type("Other", (HashEncoder,), {"name": "other"}))
        )


def test_a_folder_that_is_no_model_is_not_overwritten(heads, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ModelError, match="not a model folder"):
        learn.save(heads, tmp_path, "m")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_two_opinions_are_weighed_together_on_the_logit_scale():
    mixed = learn.averaged(np.array([[0.5, 0.9]], np.float32), np.array([[2.0, 0.0]], np.float32))
    ours = learn.STUDENT
    logits = [2.0 * ours, np.log(9) * (1 - ours)]
    assert np.allclose(mixed, [[1 / (1 + np.exp(-z)) for z in logits]], atol=1e-4)


@pytest.mark.real
def test_a_student_hears_the_labels_it_was_taught(encoders, tmp_path):
    student.teach(TEXTS * 4, LABELS * 4, ("bins", "buses"), encoders, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(student.FILES)
    taught = student.Student(tmp_path)
    logits = taught.logits([*NEW, "late bus " * 300])
    assert logits.shape == (5, 2)
    assert logits[0, 0] > logits[0, 1]  # bins
    assert logits[1, 1] > logits[1, 0]  # buses
    assert taught.logits([NEW[0]])[0] == pytest.approx(logits[0], abs=0.3)


def test_a_student_is_part_of_the_model_folder(heads, tmp_path):
    for name in student.FILES:
        (tmp_path / name).write_bytes(b"x")
    learn.save(heads, tmp_path / "m", "waste", files=[tmp_path / n for n in student.FILES])
    assert set(student.FILES) <= set(check(tmp_path / "m")["files"])
    (tmp_path / "m" / student.FILES[0]).write_bytes(b"y")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        learn.load(tmp_path / "m")


class Telling(HashEncoder):
    """Vectors whose last column is what a trained model thinks of "bins", the rest says nothing."""

    def encode(self, texts, progress=None):
        rows = np.zeros((len(texts), self.dim), np.float32)
        rows[:, -1] = [0.3 if "heap" in t else -0.3 for t in texts]
        return rows


def test_a_label_that_the_reader_knows_is_learnt_from_what_it_says():
    """Twenty texts share no word with the new one: only the reader's column tells."""
    said = [f"a heap of things on road {n}" for n in range(10)] + [f"road {n}" for n in range(10)]
    labels = [frozenset({"bins"})] * 10 + [frozenset[str]()] * 10
    encoder = Telling()
    new = ["heap", "nothing"]
    apart = []
    for columns in (None, {"bins": encoder.dim - 1}):
        heads, _ = learn.fit(said, labels, encoder, columns=columns)
        there, away = heads.probabilities(["q", "q"], encoder.encode(new))[:, 0]
        apart.append(there - away)
    assert apart[1] > 0.8 > 0.5 > apart[0]


def test_a_label_only_described_is_learnt_too():
    heads, _ = learn.fit(TEXTS, LABELS, HashEncoder(), descriptions={"dogs": ["a dog barks"]})
    assert heads.keys == ("bins", "buses", "dogs")
    said = ["the dog barks"]
    p = heads.probabilities(said, HashEncoder().encode(said))[0]
    assert p.argmax() == 2
