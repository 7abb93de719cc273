"""A small transformer fine-tuned on a council's own codes, run from its ONNX file.

It is the shipped reader's network (`train.py`) taught other labels; where people have coded a
thousand texts or more it hears what linear heads miss. The two err differently and are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from insight.nlp import embed, graph
from insight.nlp.reader import windows
from insight.types import Matrix

FILES = ("student.onnx", "tokenizer.json")
EPOCHS = 8


class Student:
    """Label logits from a model folder that holds FILES, their hashes checked by the caller."""

    def __init__(self, folder: Path) -> None:
        self._session = embed.session(folder / FILES[0])
        self._tokenizer = embed.tokenizer(folder / FILES[1], 100_000)

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Logits of the labels, shape (n, k); of a long text's windows the largest counts."""
        encoded = self._tokenizer.encode_batch(list(texts))
        cut = [w for i, e in enumerate(encoded) for w in windows(i, e.ids, e.offsets)]
        found: Matrix | None = None
        ids = [w[1] for w in cut]
        for rows, (themes,) in embed.run(self._session, ids, embed.as_is, ["theme"]):
            if found is None:
                found = np.full((len(texts), themes.shape[1]), -np.inf, np.float32)
            for b, row in enumerate(rows):
                found[cut[row][0]] = np.maximum(found[cut[row][0]], themes[b])
        return found if found is not None else np.zeros((0, 0), np.float32)


def teach(
    texts: Sequence[str],
    labels: Sequence[frozenset[str]],
    keys: Sequence[str],
    encoders: Path,
    into: Path,
    seed: int = 1,
    progress: embed.Progress = lambda done, total: None,
) -> None:
    """Fine-tune on labelled texts (minutes on two processors) and write FILES into a folder.

    Needs torch. The label's own name is a text of it, so that rare labels start from their words.
    """
    from insight.nlp import train

    examples = [
        train.Example(text, tuple(sorted(own & set(keys))))
        for text, own in zip(texts, labels, strict=True)
    ]
    examples += [train.Example(key, (key,)) for key in keys]
    model = train.train(examples, keys, encoders, EPOCHS, seed, progress)
    graph.export(model, train.OUTPUTS, into / FILES[0], heads=12, precision="int8-narrow")
    (into / FILES[1]).write_bytes((embed.packaged_weights() / "tokenizer.json").read_bytes())
