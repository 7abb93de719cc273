"""Linear evidence of word-piece n-grams, beside the reader: cheap, exact, good at plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from insight.types import Mask, Matrix

PIECES = 30_522
"""Size of the word-piece vocabulary: an n-gram is a number written in this base."""

LONGEST = 3
COMMON = 2
"""An n-gram must be in this many texts to count."""

STRENGTH = 8.0
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wide:
    """One linear classifier a column over TF-IDF weighted n-grams.

    codes: sorted n-gram numbers, shape (f,). idf: (f,). coef: (f, columns). intercept: (columns,).
    """

    codes: Codes
    idf: Matrix
    coef: Matrix
    intercept: Matrix

    def logits(self, ids: Sequence[Sequence[int]]) -> Matrix:
        """Raw scores (n, columns) of texts given as word-piece numbers, special ones left out."""
        rows, columns, values = _weigh(self.codes, self.idf, ids)
        out = np.tile(self.intercept, (len(ids), 1)).astype(np.float32)
        if len(rows):
            starts = np.flatnonzero(np.diff(rows, prepend=-1))
            sums = np.add.reduceat(self.coef[columns] * values[:, None], starts, axis=0)
            out[rows[starts]] += sums
        return out


def fit(ids: Sequence[Sequence[int]], truth: Mask, known: Mask, seed: int = 1) -> Wide:
    """Fit a logistic regression for each column of `truth` (n, columns) where `known` is true.

    Term frequency is 1 + log(count), rows have unit length (Manning, Raghavan, Schütze 2008).
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    grams = [np.unique(_grams(row)) for row in ids]
    codes, counts = np.unique(np.concatenate(grams), return_counts=True)
    codes, counts = codes[counts >= COMMON], counts[counts >= COMMON]
    idf = (np.log((1 + len(ids)) / (1 + counts)) + 1).astype(np.float32)
    rows, columns, values = _weigh(codes, idf, ids)
    x: Any = sparse.csr_matrix((values, (rows, columns)), (len(ids), len(codes)))
    coef = np.zeros((len(codes), truth.shape[1]), np.float32)
    intercept = np.zeros(truth.shape[1], np.float32)
    for k in range(truth.shape[1]):
        own = np.flatnonzero(known[:, k])
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=seed)
        model.fit(x[own], truth[own, k])
        coef[:, k], intercept[k] = model.coef_[0], model.intercept_[0]
    # What no column leans on is not worth shipping.
    used = np.abs(coef).max(axis=1) > 0.02
    return Wide(codes[used], idf[used], coef[used].astype(np.float16).astype(np.float32), intercept)


def save(wide: Wide, path: Path) -> None:
    """Write as safetensors, coefficients in half precision."""
    from safetensors.numpy import save_file

    save_file(
        {
            "codes": wide.codes,
            "idf": wide.idf.astype(np.float16),
            "coef": wide.coef.astype(np.float16),
            "intercept": wide.intercept,
        },
        path,
    )


def load(path: Path) -> Wide:
    """Read what `save` wrote."""
    from safetensors.numpy import load_file

    a = load_file(path)
    return Wide(
        a["codes"], a["idf"].astype(np.float32), a["coef"].astype(np.float32), a["intercept"]
    )


def _grams(ids: Sequence[int]) -> Codes:
    pieces = np.asarray(ids, np.int64) + 1
    found = [pieces]
    longer = pieces
    for n in range(1, LONGEST):
        longer = longer[:-1] * PIECES + pieces[n:]
        found.append(longer)
    return np.concatenate(found)


def _weigh(
    codes: Codes, idf: Matrix, ids: Sequence[Sequence[int]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Matrix]:
    """The known n-grams of texts as (row, column, weight), rows in order, each of unit length."""
    grams = [_grams(row) for row in ids]
    row = np.repeat(np.arange(len(grams)), [len(g) for g in grams])
    every = np.concatenate(grams) if grams else np.zeros(0, np.int64)
    if not len(codes) or not len(every):
        empty = np.zeros(0, np.int64)
        return empty, empty, np.zeros(0, np.float32)
    place = np.minimum(np.searchsorted(codes, every), len(codes) - 1)
    here = codes[place] == every
    pair, count = np.unique(row[here] * len(codes) + place[here], return_counts=True)
    rows, columns = pair // len(codes), pair % len(codes)
    values = (1 + np.log(count)) * idf[columns]
    length = np.sqrt(np.bincount(rows, values**2, minlength=len(grams)))
    return rows, columns, (values / length[rows]).astype(np.float32)
