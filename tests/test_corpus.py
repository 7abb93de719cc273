"""The training corpus and the shipped model are what their papers say."""

import hashlib
import json
from collections import Counter

import pytest

from insight import codebook
from insight.manifest import check
from insight.settings import ROOT, SHIPPED

ROWS = [
    json.loads(line)
    for line in (ROOT / "corpora/training/responses.jsonl").read_text("utf-8").splitlines()
]
BOOK = codebook.load(ROOT / "corpora" / "codebook.yaml")


def test_corpus_is_large_even_and_holds_texts_without_a_theme():
    main = Counter(r["themes"][0] for r in ROWS if r["themes"])
    assert len(ROWS) >= 5000
    assert len({r["id"] for r in ROWS}) == len(ROWS)
    assert set(main) == {t.key for t in BOOK.themes}
    assert min(main.values()) >= 120
    assert sum(not r["themes"] for r in ROWS) >= len(ROWS) / 4
    assert {r["tone"] for r in ROWS} == {"neg", "neu", "pos", "mix"}
    assert len({r["hand"] for r in ROWS}) >= 8


def test_ids_are_of_the_texts():
    assert all(hashlib.sha256(r["text"].encode()).hexdigest()[:10] == r["id"] for r in ROWS)


@pytest.mark.skipif(not SHIPPED.is_dir(), reason="no shipped model")
def test_shipped_model_is_whole_small_and_without_pickle():
    manifest = check(SHIPPED)
    assert manifest["kind"] == "reader"
    assert set(manifest["keys"]) == {t.key for t in BOOK.themes}
    assert sum(f.stat().st_size for f in SHIPPED.iterdir()) < 40e6
    assert {f.suffix for f in SHIPPED.iterdir()} <= {".onnx", ".safetensors", ".json", ".md"}
    assert (
        (SHIPPED / "CARD.md")
        .read_text("utf-8")
        .startswith(f"# Model card: community-safety-{manifest['version']}")
    )
