"""The linear part: learns plain words, comes back from disk, is exact."""

import numpy as np

from insight.nlp import wide

IDS = [[5, 6, 7], [5, 6, 9], [8, 9], [8, 7, 6], [5, 6], [8, 9, 7]] * 4
TRUTH = np.array([[5 in i, 8 in i] for i in IDS])


def test_learns_and_round_trips(tmp_path):
    model = wide.fit(IDS, TRUTH, np.ones_like(TRUTH))
    logits = model.logits([[5, 6, 11], [8, 9], [11, 12], []])
    assert ((logits > 0)[:2] == [[True, False], [False, True]]).all()
    assert np.allclose(logits[2], model.intercept)  # nothing known of these words
    assert np.allclose(logits[3], model.intercept)
    wide.save(model, tmp_path / "wide.safetensors")
    again = wide.load(tmp_path / "wide.safetensors")
    assert np.abs(again.logits(IDS) - model.logits(IDS)).max() < 0.01


def test_unknown_truth_is_left_out():
    wrong = TRUTH.copy()
    wrong[:6] = ~wrong[:6]
    known = np.ones_like(TRUTH)
    known[:6] = False
    logits = wide.fit(IDS, wrong, known).logits([[5, 6]])
    assert logits[0, 0] > 0 > logits[0, 1]


def test_rows_have_unit_length():
    rows, _, values = wide._weigh(np.array([6, 7, 9]), np.ones(3, np.float32), [[5, 6, 6], [8]])
    assert np.allclose(np.bincount(rows, values**2), [1, 1])
