"""Trains the shipped finder of names from `corpora/redaction/dev-*.txt` into its model folder.

usage: python tools/train_names.py [--epochs 8] [--out models/redaction-names]

A blank English spaCy pipeline with a small `ner` learns from the development texts as they stand
and from three copies of each text that has names, with other names in their place: two copies with
names out of the lists, one with names that nobody has listed. It is shown what redaction will show
it: the matching copy, details with a form masked. The test part is never read. The seed is fixed.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from insight import manifest
from insight.redact import lists
from insight.redact.ner import without_torch
from insight.redact.normal import copy_of
from insight.redact.scan import MASK, Span
from insight.settings import NAMES, ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from redaction import Marked, read

SEED = 11
Example = tuple[str, list[Span]]


def example_of(item: Marked) -> Example:
    """What redaction would show a model of a text, and its names; "" where folding moved them."""
    text = copy_of(item.text).text
    if len(text) != len(item.text):
        return "", []
    letters = list(text)
    for a, b, kind in item.spans:
        if kind != "name":
            letters[a:b] = MASK * (b - a)
    return "".join(letters), [(a, b) for a, b, kind in item.spans if kind == "name"]


def renamed(example: Example, pool: list[str], rng: random.Random) -> Example:
    """The same text with other names, in the same case."""
    text, spans = example
    out, moved, at = "", [], 0
    for a, b in spans:
        old = text[a:b].split()
        new = " ".join(w if len(w.strip(".")) < 2 else like(w, rng.choice(pool)) for w in old)
        out += text[at:a]
        moved.append((len(out), len(out) + len(new)))
        out, at = out + new, b
    return out + text[at:], moved


def like(old: str, new: str) -> str:
    """`new` in the case of `old`."""
    return new.upper() if old.isupper() else new if old.islower() else new.capitalize()


def invented(rng: random.Random) -> str:
    """A name that nobody has listed."""
    heads = [*"bdfghjklmnprstvwz", "sh", "ch", "th", "br"]
    vowels = ["a", "e", "i", "o", "u", "ai", "ee", "ou"]
    syllables = [rng.choice(heads) + rng.choice(vowels) for _ in range(rng.choice((1, 2, 3)))]
    return "".join(syllables) + rng.choice(("", "n", "r", "s", "l", "sh", "ck", "m"))


def examples_of(texts: list[Marked], rng: random.Random) -> list[Example]:
    """The texts, and the copies with other names."""
    full = lists.load()
    pool = sorted((full.given | full.family) - full.words - full.stop - full.firsts)
    examples = [e for e in map(example_of, texts) if e[0]]
    named = [e for e in examples if e[1]]
    for source in (lambda: rng.choice(pool), lambda: rng.choice(pool), lambda: invented(rng)):
        examples += [renamed(e, [source() for _ in range(9)], rng) for e in named]
    return examples


def train(texts: list[Marked], epochs: int) -> Any:
    """Train a small pipeline from nothing, the same each time."""
    with without_torch():
        import spacy
        from spacy.training import Example as Pair
        from spacy.util import fix_random_seed, minibatch
    fix_random_seed(SEED)
    rng = random.Random(SEED)
    nlp = spacy.blank("en")
    tok2vec = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 64,
               "depth": 3, "embed_size": 1000, "window_size": 1, "maxout_pieces": 3,
               "subword_features": True}  # fmt: skip
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner",
             "extra_state_tokens": False, "hidden_width": 48, "maxout_pieces": 2,
             "use_upper": True, "nO": None, "tok2vec": tok2vec}  # fmt: skip
    ner = nlp.add_pipe("ner", config={"model": model})
    ner.add_label("PERSON")
    pairs = []
    for text, spans in examples_of(texts, rng):
        gold = nlp.make_doc(text)
        found = [gold.char_span(a, b, "PERSON", alignment_mode="expand") for a, b in spans]
        gold.set_ents(spacy.util.filter_spans([e for e in found if e is not None]))
        pairs.append(Pair(nlp.make_doc(text), gold))
    print(f"{len(texts):,} texts, {len(pairs):,} examples", flush=True)
    optimizer = nlp.initialize(lambda: pairs[:200])
    for epoch in range(epochs):
        rng.shuffle(pairs)
        losses: dict[str, float] = {}
        for batch in minibatch(pairs, 64):
            nlp.update(batch, drop=0.3, sgd=optimizer, losses=losses)
        print(f"epoch {epoch + 1} of {epochs}: loss {losses['ner']:,.0f}", flush=True)
    return nlp


def save(nlp: Any, facts: dict[str, Any], out: Path) -> None:
    """Write the pipeline as spaCy does, without its words, and seal it; replaces `out` whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        work = Path(scratch) / out.name
        nlp.to_disk(work, exclude=["vocab"])
        if (out / "CARD.md").is_file():
            shutil.copy(out / "CARD.md", work)
        manifest.seal(work, facts)
        if out.exists():
            shutil.rmtree(out)
        work.rename(out)
    size = sum(f.stat().st_size for f in out.rglob("*") if f.is_file())
    print(f"{out}: {size / 1e6:.1f} MB")


def main() -> None:
    """Train on every development text and save."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--epochs", type=int, default=8)
    ask.add_argument("--out", type=Path, default=NAMES)
    flags = ask.parse_args()
    texts = list(read("dev"))
    nlp = train(texts, flags.epochs)
    facts = {"kind": "names", "trained": {"texts": len(texts), "seed": SEED}}
    save(nlp, {**facts, "epochs": flags.epochs}, flags.out)


if __name__ == "__main__":
    main()
