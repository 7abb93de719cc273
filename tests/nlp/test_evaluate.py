"""Accuracy figures, against values worked out by hand or by scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score

from insight.nlp import evaluate as ev

WANT = [frozenset(s.split()) for s in ("a", "a b", "", "b", "a", "a", "a")]
GOT = [frozenset(s.split()) for s in ("a", "b", "", "a", "a b", "a", "")]


def test_by_hand():
    result = ev.evaluate(WANT, GOT, draws=50)
    # per text: 1, 2/3, 1, 0, 2/3, 1, 0
    assert result.samples.value == pytest.approx((1 + 2 / 3 + 1 + 0 + 2 / 3 + 1 + 0) / 7)
    # tp 4 (a, b, a, a), fp 2, fn 3
    assert result.micro.value == pytest.approx(8 / 13)
    # only "a" is used five times: tp 3, fp 1, fn 2
    assert result.macro.value == pytest.approx(6 / 9)
    assert result.samples.low <= result.samples.value <= result.samples.high
    assert ("b", "a", 1) in result.confusion
    assert ("a", "", 2) in result.confusion


def test_agrees_with_scikit_learn():
    rng = np.random.default_rng(3)
    want, got = rng.random((60, 4)) < 0.3, rng.random((60, 4)) < 0.3
    sets = [[frozenset(f"t{k}" for k in np.flatnonzero(row)) for row in m] for m in (want, got)]
    result = ev.evaluate(*sets, draws=20)
    assert result.micro.value == pytest.approx(f1_score(want, got, average="micro"))
    assert result.macro.value == pytest.approx(f1_score(want, got, average="macro"))
    for theme in result.themes:
        k = int(theme.key[1])
        assert theme.kappa == pytest.approx(cohen_kappa_score(want[:, k], got[:, k]))


def test_calibration_of_a_known_table():
    p = np.array([[0.9] * 10 + [0.1] * 10], np.float32)
    t = np.array([[1] * 7 + [0] * 3 + [1] + [0] * 9], bool)
    error, table = ev.calibration(p, t)
    assert error == pytest.approx(0.1, abs=1e-6)
    assert [n for _, _, n in table] == [10, 10]


def test_threshold_is_drawn_to_the_middle_when_examples_are_few():
    p = np.array([0.9, 0.3, 0.2, 0.1], np.float32)
    few = ev.best_threshold(p, np.array([1, 1, 0, 0], bool))
    many = ev.best_threshold(np.tile(p, 100), np.tile(np.array([1, 1, 0, 0], bool), 100))
    assert 0.2 < many < 0.3 < few < 0.5
    assert ev.best_threshold(p, np.zeros(4, bool)) == 0.5


def test_sizes_must_agree():
    with pytest.raises(ValueError, match="7 texts in the reference, 1 coded"):
        ev.evaluate(WANT, GOT[:1])


OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
"""Four observers, twelve units, as in section C of Krippendorff (2011); alpha is 0.743 there."""


def test_alpha_is_that_of_the_textbook():
    units = [
        [frozenset([value]) for value in unit if value != "."]
        for unit in zip(*OBSERVERS, strict=True)
    ]
    assert ev.alpha(units) == pytest.approx(0.743, abs=0.0005)


A, B, NONE = frozenset("a"), frozenset("b"), frozenset()


def test_alpha_at_its_ends():
    assert ev.alpha([[A, A], [NONE, NONE]]) == 1
    assert ev.alpha([[A, NONE], [NONE, A]]) < 0
    assert np.isnan(ev.alpha([[A, A], [A, A]])), "nothing varies"
    assert ev.apart(A | B, A) == 0.5
    assert ev.apart(NONE, NONE) == 0


def test_agreement_of_coders():
    codes = {f"r{i}": {"ann": A, "bob": A} for i in range(8)}
    codes |= {f"s{i}": {"ann": B, "bob": B} for i in range(8)}
    codes |= {"t": {"ann": A, "bob": B}, "alone": {"ann": A}}
    found = ev.agreement(codes)
    assert (found.coders, found.n, found.same) == (("ann", "bob"), 17, 16)
    assert 0.8 < found.alpha.value < 1
    assert found.alpha.low <= found.alpha.value <= found.alpha.high
    assert [(key, used) for key, used, _ in found.themes] == [("a", 17), ("b", 17)]
    assert ev.agreement({"r": {"ann": A}}).n == 0


def test_a_rare_theme_s_threshold_leans_to_how_often_people_give_it():
    """Its probabilities are all low: the threshold best for all themes would never give it."""
    chance = np.random.default_rng(3)
    truth = np.stack([chance.random(1000) < 0.4, np.arange(1000) < 12], axis=1)
    p = np.where(truth, [0.8, 0.16], [0.2, 0.05]) + chance.normal(0, 0.02, (1000, 2))
    common, rare = ev.own_thresholds(p, truth, 40.0)
    assert 0.2 < common < 0.8
    for_all = ev.best_threshold(p.ravel(), truth.ravel(), 0.0)
    assert for_all > p[:, 1].max()
    assert p[:, 1].max() < rare < (for_all + p[:, 1].max()) / 2
    told = ev.own_thresholds(p, truth, 40.0, np.array([0.4, 0.1]))
    assert told[1] < rare, "where people give it more often, so does the machine"
