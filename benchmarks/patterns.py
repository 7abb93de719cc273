"""What patterns in a codebook cost: beside words alone on the corpus, and on the worst of texts.

usage: python benchmarks/patterns.py
"""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from insight import codebook
from insight.nlp.lexicon import Lexicon
from insight.patterns import Pattern
from insight.settings import ROOT
from insight.types import Codebook

LINES = (ROOT / "corpora" / "training" / "responses.jsonl").read_text("utf-8").splitlines()
TEXTS = [json.loads(line)["text"] for line in LINES]
USUAL = tuple(rf"/\bno{{{n}}}z\b|n2o|nitrous \w+/" for n in range(1, 51))
WORST = (
    r"/(a+)+$/",
    r"/(a|aa)*b/",
    r"/a.*z|a/",
    r"/(\pL+\PL+){0,5}drug/",
    r"/[aA].{500}b/",
    r"/(a?){400}a{400}/",
    r"/(.{0,20}){0,40}zz/",
    r"/(.{0,100}){0,10}zz/",
)
LONG = ("a" * 30_000, "a" * 29_999 + "!", "ab cd " * 5_000)


def seconds(act: Callable[[], object]) -> float:
    """The shortest processor time of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return min(taken)


def with_patterns(book: Codebook) -> Codebook:
    """The codebook with fifty patterns added to its first theme."""
    first, *rest = book.themes
    return replace(book, themes=(replace(first, phrases=(*first.phrases, *USUAL)), *rest))


def main() -> None:
    """Print both tables."""
    book = codebook.load(ROOT / "corpora" / "codebook.yaml")
    words, both = Lexicon(book), Lexicon(with_patterns(book))
    plain = seconds(lambda: sum(map(len, words.find(TEXTS))))
    more = seconds(lambda: sum(map(len, both.find(TEXTS)))) - plain
    each = more / len(USUAL) / plain
    print(f"{len(TEXTS):,} texts: words {plain:.2f} s; each pattern adds {each:.1%} of that")
    for phrase in WORST:
        find = Pattern(phrase).find
        slowest = max(seconds(partial(find, text)) for text in LONG)
        print(f"{slowest:.3f} s on 30,000 characters at most: {phrase}")


if __name__ == "__main__":
    main()
