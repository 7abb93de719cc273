"""Measures whether a small spaCy name finder, trained on our own text, adds to the rules.

usage: python benchmarks/redaction_ner.py [--folds 2] [--epochs 8] [--on-test]

The development texts are cut into folds by file. For each fold a blank English pipeline with a
small `ner` is trained on the other folds: the texts as they stand, three copies of each text with
other names put in place of its own, and 4,000 of the project's training responses as texts
without names.
It then reads the fold it has not seen, alone, and as a second opinion to the rules the way an
installed model would (`insight/redact/ner.py`). The seed is fixed. `--on-test` trains
on all development texts and reads the test part instead.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from typing import Any

from redaction import CORPUS, Marked, measure, parse, read, unlist

from insight import redact
from insight.redact import lists, names
from insight.redact.ner import without_torch
from insight.redact.normal import copy_of
from insight.redact.scan import Span

RESPONSES = CORPUS.parent / "training" / "responses.jsonl"
SEED = 11
Example = tuple[str, list[Span]]


def people_of(item: Marked) -> Example:
    """The matching copy of a text (what a model is shown) and its names; "" if it was folded."""
    text = copy_of(item.text).text
    if len(text) != len(item.text):
        return "", []
    return text, [(a, b) for a, b, kind in item.spans if kind == "name"]


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


def train(texts: list[Marked], epochs: int) -> Any:
    """Train a small name finder from nothing, the same each time."""
    with without_torch():
        import spacy
        from spacy.training import Example as Pair
        from spacy.util import fix_random_seed, minibatch
    fix_random_seed(SEED)
    rng = random.Random(SEED)
    full = lists.load()
    pool = sorted((full.given | full.family) - full.words - full.stop - full.firsts)
    examples = [e for e in map(people_of, texts) if e[0]]
    with_names = [e for e in examples if e[1]]
    for source in (lambda: rng.choice(pool), lambda: rng.choice(pool), lambda: invented(rng)):
        examples += [renamed(e, [source() for _ in range(9)], rng) for e in with_names]
    for line in RESPONSES.read_text(encoding="utf-8").splitlines()[::3]:
        text = json.loads(line)["text"]
        if not redact.find(text):
            examples.append((copy_of(text).text, []))
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
    for text, spans in examples:
        doc = nlp.make_doc(text)
        ents = [doc.char_span(a, b, "PERSON", alignment_mode="expand") for a, b in spans]
        unique = spacy.util.filter_spans([e for e in ents if e is not None])
        gold = nlp.make_doc(text)
        gold.set_ents([spacy.tokens.Span(gold, e.start, e.end, "PERSON") for e in unique])
        pairs.append(Pair(doc, gold))
    optimizer = nlp.initialize(lambda: pairs[:200])
    for _ in range(epochs):
        rng.shuffle(pairs)
        for batch in minibatch(pairs, 64):
            nlp.update(batch, drop=0.3, sgd=optimizer)
    return nlp


def finder(nlp: Any) -> Callable[[str], list[Span]]:
    """The seam that the rules ask."""
    return lambda text: [(e.start_char, e.end_char) for e in nlp(text).ents]


def main() -> None:
    """Train and measure fold by fold, print the sums."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--folds", type=int, default=2)
    ask.add_argument("--epochs", type=int, default=8)
    ask.add_argument("--on-test", action="store_true")
    flags = ask.parse_args()
    files = [
        [
            parse(line)
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip() and not line.startswith("# voice")
        ]
        for path in sorted(CORPUS.glob("dev-*.txt"))
    ]
    original = names.load
    sums: dict[str, list[int]] = {}
    for fold in range(1 if flags.on_test else flags.folds):
        held = [t for k, f in enumerate(files) if k % flags.folds == fold for t in f]
        rest = [t for k, f in enumerate(files) if k % flags.folds != fold for t in f]
        if flags.on_test:
            held, rest = list(read("test")), [*held, *rest]
        nlp = train(rest, flags.epochs)
        for listed in ("names listed", "names unlisted"):
            if listed == "names unlisted":
                unlist(held)
            for who, people in (("rules", None), ("rules and model", finder(nlp))):
                setattr(redact, "installed", lambda people=people: people)  # noqa: B010
                started = time.process_time()
                s = measure(held)["name"]
                spent = round(1000 * (time.process_time() - started))
                row = sums.setdefault(f"{who}, {listed}", [0] * 5)
                for k, n in enumerate((s.marked, s.found, s.hits, s.right, spent)):
                    row[k] += n
        setattr(names, "load", original)  # noqa: B010
        for t in held:
            text, spans = people_of(t)
            got = finder(nlp)(text) if text else []
            row = sums.setdefault("model alone", [0] * 5)
            row[0] += len(spans)
            row[1] += sum(any(a <= x and y <= b for a, b in got) for x, y in spans)
            row[2] += len(got)
            row[3] += sum(any(a < y and x < b for x, y in spans) for a, b in got)
    print(f"size of the model: {len(nlp.to_bytes()) / 1e6:.1f} MB")
    print("| | marked | found | recall | hits | right | precision | time |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    least = min(row[4] for row in sums.values() if row[4])
    for who, (marked, found, hits, right, spent) in sums.items():
        print(
            f"| {who} | {marked} | {found} | {found / marked:.3f} | {hits} | {right} "
            f"| {right / hits:.3f} | {spent / least:.1f} |"
        )


if __name__ == "__main__":
    main()
