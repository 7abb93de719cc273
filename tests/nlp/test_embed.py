"""Encoders: unit rows, order kept, the real one close to its source, altered files refused."""

import json
import os
import shutil

import numpy as np
import pytest

from insight.errors import ModelError
from insight.nlp import embed

TEXTS = [
    "People deal drugs in the park",
    "people who deal drugs by the swings",
    "I love the library",
    "hi",
    "hi",
]


def test_batches_cover_every_row_once_within_the_budget():
    ids = [[1] * n for n in (5, 300, 2, 40, 40, 900)]
    seen = []
    for rows, tokens, mask in embed.batches(ids):
        assert tokens.size <= embed.BATCH_TOKENS or len(rows) == 1
        assert mask.sum(1).tolist() == [len(ids[r]) for r in rows]
        seen += rows
    assert sorted(seen) == list(range(6))


def test_fake_is_deterministic_and_knows_shared_words():
    vectors = embed.HashEncoder().encode(TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert (vectors == embed.HashEncoder().encode(TEXTS)).all()


def test_weights_are_verified(monkeypatch):
    monkeypatch.setattr(embed, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="SHA-256"):
        embed.packaged_weights()


def test_unknown_encoder_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="not found on this machine"):
        embed.load(str(tmp_path / "no-such-model"), tmp_path)


@pytest.mark.real
def test_onnx_follows_sentence_transformers(encoders):
    os.environ["HF_HUB_OFFLINE"] = "1"
    ours = embed.load("default", encoders)
    theirs = embed.SentenceEncoder(str(embed.packaged_weights()))
    a, b = ours.encode(TEXTS), theirs.encode(TEXTS)
    assert a.shape == (5, 384)
    assert (a[3] == a[4]).all()
    assert (a * b).sum(1).min() > 0.96
    assert embed.build(encoders) == embed.build(encoders)


def test_a_run_gives_each_text_its_own_rows_whatever_the_batch():
    class Doubling:
        def run(self, names, feeds):
            return [feeds["input_ids"] * 2]

    ids = [[n] * n for n in (7, 300, 1, 40, 300, 2)]
    found = {}
    for rows, sums in embed.run(Doubling(), ids, lambda out, mask: (out[0] * mask).sum(1)):
        found |= dict(zip(rows, sums.tolist(), strict=True))
    assert found == {i: 2 * n * n for i, n in enumerate((7, 300, 1, 40, 300, 2))}


def test_a_fault_in_one_batch_reaches_the_caller():
    class Broken:
        def run(self, names, feeds):
            raise ValueError("no memory")

    with pytest.raises(ValueError, match="no memory"):
        list(embed.run(Broken(), [[1]] * 3, lambda out, mask: out))


@pytest.mark.real
def test_an_encoder_that_an_older_insight_built_is_built_anew(encoders, tmp_path):
    made = embed.build(encoders)
    old = tmp_path / made.name
    shutil.copytree(made, old)
    facts = json.loads((old / "manifest.json").read_text("utf-8"))
    (old / "manifest.json").write_text(json.dumps({**facts, "graph": 1}), "utf-8")
    assert embed.build(tmp_path) == old
    assert json.loads((old / "manifest.json").read_text("utf-8")) == facts
    assert [p.name for p in tmp_path.iterdir()] == [made.name]


@pytest.mark.real
def test_where_int8_does_not_hold_seven_bits_take_its_place(monkeypatch, tmp_path):
    monkeypatch.setattr(embed, "HOLDS", 1.1)
    assert embed.OnnxEncoder(embed.build(tmp_path)).name == "all-MiniLM-L6-v2-int8-narrow"
