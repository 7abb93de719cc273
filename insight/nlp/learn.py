"""Learns a council's own codes: linear heads over encoder vectors, words and character n-grams."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from insight.errors import InputError, ModelError
from insight.manifest import check, seal
from insight.nlp import embed
from insight.nlp.embed import Encoder
from insight.nlp.evaluate import own_thresholds
from insight.nlp.odds import logit, sigmoid
from insight.nlp.themes import Scores, ThemeModel, read_tone
from insight.types import Evidence, Mask, Matrix, Response, Segment

STRENGTH = 3.0
"""Inverse regularisation of the heads (C of scikit-learn)."""

VECTOR_WEIGHT = 2.0
"""How much a unit vector weighs beside the unit TF-IDF rows."""

OWN = 10.0
"""How much more a label's own logit weighs, where the trained reader gives one, than the rest of a
vector: with it a label that the reader knows is learnt from what it says on, not afresh."""

FEWEST = 20
"""Fewer labelled texts teach nothing that the codebook does not know."""

PRIOR = 40.0
"""Positive examples at which a label's own threshold weighs as much as a steadier one."""

STUDENT = 0.6
"""What the student's opinion weighs beside the heads', of 1."""

EASE = 0.8
"""What is left of a threshold that heads and student have chosen together: the best on some hundred
texts is a little too high on others (see docs/adr/0002-reader.md)."""

FOLDS = 3
PERSON = 5.0
"""A reviewer's correction counts as this many examples of a corpus."""

WORDS: dict[str, Any] = {"ngram_range": (1, 2), "sublinear_tf": True, "max_features": 40_000}
CHARACTERS: dict[str, Any] = {
    "analyzer": "char_wb",
    "ngram_range": (2, 5),
    "min_df": 2,
    "sublinear_tf": True,
    "max_features": 60_000,
}


@dataclass(frozen=True, slots=True)
class Heads:
    """One linear classifier a label: `coef` (k, features), `intercept` and `thresholds` (k,).

    The features of a text are its vector times VECTOR_WEIGHT, then the TF-IDF of its words, then
    of its character n-grams; `words` and `characters` are the two fitted vectorisers.
    """

    keys: tuple[str, ...]
    encoder: str
    words: Any
    characters: Any
    coef: Matrix
    intercept: Matrix
    thresholds: Matrix

    def features(self, texts: Sequence[str], vectors: Matrix) -> Any:
        """The feature rows of texts: a sparse matrix (n, features)."""
        return _join(vectors, self.words.transform(texts), self.characters.transform(texts))

    def probabilities(self, texts: Sequence[str], vectors: Matrix) -> Matrix:
        """Probability of each label, shape (n, k)."""
        return sigmoid(self.features(texts, vectors) @ self.coef.T + self.intercept)


def fit(
    texts: Sequence[str],
    labels: Sequence[frozenset[str]],
    encoder: Encoder,
    weights: Sequence[float] | None = None,
    descriptions: Mapping[str, Sequence[str]] | None = None,
    seed: int = 1,
    groups: Sequence[str] | None = None,
    progress: embed.Progress = lambda done, total: None,
    columns: Mapping[str, int] | None = None,
) -> tuple[Heads, Matrix]:
    """Learn labels, and say what heads that had not seen a text give it: probabilities (n, k).

    Thresholds are chosen on those probabilities.
    `weights` count a text as so many; `descriptions` (label → sentences that describe it) join the
    training as examples, which is most of what there is when labels are few; a label only described
    is learnt too. `groups` keeps texts of one respondent in one fold. `columns` (label → column of
    the encoder's vectors) says where a trained reader's own logit of a label is. Raises InputError
    with fewer than FEWEST texts or no label.
    """
    used = {key for s in labels for key in s}
    keys = tuple(sorted(used | set(descriptions or {})))
    if len(texts) < FEWEST or not used:
        raise InputError(
            f"{len(texts)} labelled texts with {len(used)} labels: at least {FEWEST} texts and one "
            "label are needed. Label more responses."
        )
    own = np.ones(len(texts)) if weights is None else np.asarray(weights, float)
    hints = [(k, t) for k in keys for t in (descriptions or {}).get(k, ())]
    every = [*texts, *(t for _, t in hints)]
    truth = np.array(
        [[k in s for k in keys] for s in labels] + [[k == h for k in keys] for h, _ in hints]
    )
    amount = np.concatenate([own, np.full(len(hints), 0.5)])
    words, characters = _vectorisers(every)
    x = _join(encoder.encode(every), words.transform(every), characters.transform(every))
    places = [(columns or {}).get(key) for key in keys]
    fold = _folds(len(texts), groups, seed)
    held = np.full((len(texts), len(keys)), np.nan, np.float32)
    for number in range(FOLDS):
        test = np.flatnonzero(fold == number)
        train = np.concatenate(
            [np.flatnonzero(fold != number), np.arange(len(texts), len(every))]
        ).astype(int)
        progress(number, FOLDS + 1)
        coef, intercept = _heads(x[train], truth[train], amount[train], places, seed)
        held[test] = sigmoid(x[test] @ coef.T + intercept)
    thresholds = own_thresholds(held, truth[: len(texts)], PRIOR)
    progress(FOLDS, FOLDS + 1)
    coef, intercept = _heads(x, truth, amount, places, seed)
    progress(FOLDS + 1, FOLDS + 1)
    return (
        Heads(keys, encoder.name, words, characters, coef, intercept, thresholds),
        np.asarray(held, np.float32),
    )


def _vectorisers(texts: Sequence[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(**WORDS).fit(texts), TfidfVectorizer(**CHARACTERS).fit(texts)


def _join(vectors: Matrix, words: Any, characters: Any) -> Any:
    from scipy import sparse

    return sparse.hstack(
        [sparse.csr_matrix(vectors * VECTOR_WEIGHT), words, characters], "csr", np.float32
    )


def _heads(
    x: Any, truth: Mask, amount: Any, own: Sequence[int | None], seed: int
) -> tuple[Matrix, Matrix]:
    """A linear classifier for each label: coefficients and intercepts.

    `own` is the column of `x` that is a label's own logit, None where there is none.
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    coef = np.zeros((truth.shape[1], x.shape[1]), np.float32)
    intercept = np.full(truth.shape[1], -8.0, np.float32)
    for k in range(truth.shape[1]):
        y = truth[:, k]
        if not y.any() or y.all():
            intercept[k] = 8.0 if y.all() else -8.0
            continue
        # A rare label would drown in its absences: its examples weigh up to eight times more.
        lift = np.where(y, min(8.0, ((~y).sum() / y.sum()) ** 0.5), 1.0)
        model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=200, random_state=seed)
        if own[k] is None:
            model.fit(x, y, sample_weight=amount * lift)
            coef[k] = model.coef_[0]
        else:
            scale = np.ones(x.shape[1], np.float32)
            scale[own[k]] = OWN
            model.fit(x @ sparse.diags(scale), y, sample_weight=amount * lift)
            coef[k] = model.coef_[0] * scale
        intercept[k] = model.intercept_[0]
    return coef, intercept


def _folds(n: int, groups: Sequence[str] | None, seed: int) -> Matrix:
    rng = np.random.default_rng(seed)
    if groups is None:
        return np.asarray(rng.permutation(n) % FOLDS)
    names = sorted(set(groups))
    where = dict(zip(names, rng.permutation(len(names)) % FOLDS, strict=True))
    return np.array([where[g] for g in groups])


# --- on disk ------------------------------------------------------------------------------------


def save(
    heads: Heads,
    folder: Path,
    name: str,
    facts: Mapping[str, Any] | None = None,
    files: Sequence[Path] = (),
) -> None:
    """Write a model folder: safetensors, JSON vocabularies, a manifest of hashes; no pickle.

    `files` are copied in beside them, and are in the manifest too.
    An existing model folder is replaced only once the new one is whole. Raises ModelError where it
    cannot be written or `folder` holds something that is not a model.
    """
    from safetensors.numpy import save_file

    if folder.exists() and not (folder / "manifest.json").is_file():
        raise ModelError(f"{folder}: exists and is not a model folder. Give another --out.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            work = Path(scratch) / "model"
            work.mkdir()
            save_file(
                {
                    "coef": heads.coef.astype(np.float16),
                    "intercept": heads.intercept,
                    "thresholds": heads.thresholds,
                    "words.idf": heads.words.idf_.astype(np.float32),
                    "characters.idf": heads.characters.idf_.astype(np.float32),
                },
                work / "heads.safetensors",
            )
            for part, vectoriser in (("words", heads.words), ("characters", heads.characters)):
                terms = sorted(vectoriser.vocabulary_, key=vectoriser.vocabulary_.__getitem__)
                text = json.dumps(terms, ensure_ascii=False)
                (work / f"{part}.json").write_text(text, encoding="utf-8")
            for file in files:
                shutil.copy(file, work / file.name)
            stamp = hashlib.sha256((work / "heads.safetensors").read_bytes()).hexdigest()[:8]
            manifest = {"kind": "heads", "name": name, "version": stamp, "keys": heads.keys}
            seal(work, {**manifest, "encoder": heads.encoder, **(facts or {})})
            if folder.exists():
                shutil.rmtree(folder)
            work.rename(folder)
    except OSError as error:
        raise ModelError(f"{folder}: cannot be written ({error.strerror}).") from error


def load(folder: Path) -> tuple[Heads, str]:
    """Read a model folder that `save` wrote; gives (heads, name). Raises ModelError."""
    from safetensors.numpy import load_file
    from sklearn.feature_extraction.text import TfidfVectorizer

    manifest = check(folder)
    if manifest.get("kind") != "heads":
        raise ModelError(f"{folder}: is not a model made by 'insight train'.")
    arrays = load_file(folder / "heads.safetensors")
    made = []
    for part, options in (("words", WORDS), ("characters", CHARACTERS)):
        terms = json.loads((folder / f"{part}.json").read_text("utf-8"))
        settings = {k: v for k, v in options.items() if k not in {"min_df", "max_features"}}
        vectoriser = TfidfVectorizer(**settings, vocabulary={t: i for i, t in enumerate(terms)})
        vectoriser.idf_ = arrays[f"{part}.idf"]
        made.append(vectoriser)
    words, characters = made
    heads = Heads(
        tuple(manifest["keys"]),
        manifest["encoder"],
        words,
        characters,
        arrays["coef"].astype(np.float32),
        arrays["intercept"],
        arrays["thresholds"],
    )
    return heads, f"{manifest['name']}-{manifest['version']}"


class Outputs(Protocol):
    """A model that also gives its raw view of a text as numbers; the first are logits of `keys`."""

    name: str
    keys: tuple[str, ...]

    def outputs(self, texts: Sequence[str]) -> Matrix:
        """Rows of about unit scale, shape (n, anything)."""
        ...


class Enriched:
    """An encoder's vectors with a trained reader's outputs beside them, to learn from.

    `columns` says where the logit of each code of the reader is.
    """

    def __init__(self, encoder: Encoder, reader: Outputs) -> None:
        self._encoder, self._reader = encoder, reader
        self.dim = encoder.dim + reader.outputs(["."]).shape[1]
        self.columns = {key: encoder.dim + n for n, key in enumerate(reader.keys)}

    @property
    def name(self) -> str:
        """Both names: heads learnt on other outputs do not fit."""
        return f"{self._encoder.name}+{self._reader.name}"

    def encode(self, texts: Sequence[str], progress: embed.Progress | None = None) -> Matrix:
        """Vectors and outputs side by side: (n, dim). Rows are longer than 1."""
        return np.hstack([self._encoder.encode(texts, progress), self._reader.outputs(texts)])


class Logits(Protocol):
    """Something that has an opinion of its own on the labels of a text."""

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Logits of the labels, shape (n, k)."""
        ...


def averaged(probabilities: Matrix, logits: Matrix) -> Matrix:
    """The heads' opinion and the student's, weighed together as logits: probabilities."""
    return sigmoid((1 - STUDENT) * logit(probabilities, 1e-6) + STUDENT * logits)


class LearnedModel:
    """Codes by learnt heads; tone and asks by `reader` where there is one, else by words.

    With a `student`, fine-tuned on the same labels, its opinion and the heads' are averaged.
    """

    def __init__(
        self,
        heads: Heads,
        name: str,
        encoder: Encoder,
        reader: ThemeModel | None = None,
        student: Logits | None = None,
    ) -> None:
        if heads.encoder != encoder.name:
            raise ModelError(
                f"model '{name}' was trained on encoder '{heads.encoder}', but '{encoder.name}' is "
                "in use. Set the same encoder, or train again."
            )
        self.name = name
        self.keys = heads.keys
        self.thresholds: Mapping[str, float] = dict(
            zip(heads.keys, map(float, heads.thresholds), strict=True)
        )
        self._heads, self._encoder, self._reader = heads, encoder, reader
        self._student = student

    def probabilities(self, texts: Sequence[str]) -> Matrix:
        """Probability of each label, shape (n, k)."""
        found = self._heads.probabilities(texts, self._encoder.encode(texts))
        if self._student is None or not len(texts):
            return found
        return averaged(found, self._student.logits(texts))

    def score(
        self, responses: Sequence[Response], segments: Mapping[str, Sequence[Segment]]
    ) -> Scores:
        """Score by the heads; evidence is the clause whose words speak most for the theme."""
        texts = [r.text for r in responses]
        clauses = [segments[r.id] for r in responses]
        themes = self.probabilities(texts)
        evidence = self._evidence(clauses, themes)
        if self._reader is None:
            return Scores(
                self.keys, themes, *read_tone(responses, clauses, evidence, self.keys), evidence
            )
        read = self._reader.score(responses, segments)
        on_theme = np.repeat(read.tones[:, None, :], len(self.keys), axis=1)
        for k, key in enumerate(self.keys):
            if key in read.keys:
                on_theme[:, k] = read.theme_tones[:, read.keys.index(key)]
        return Scores(self.keys, themes, on_theme, read.tones, read.asks, read.ask_spans, evidence)

    def _evidence(
        self, clauses: Sequence[Sequence[Segment]], themes: Matrix
    ) -> tuple[dict[str, tuple[Evidence, ...]], ...]:
        flat = [s for c in clauses for s in c]
        dim = (
            self._heads.coef.shape[1]
            - len(self._heads.words.idf_)
            - len(self._heads.characters.idf_)
        )
        blank = np.zeros((len(flat), dim), np.float32)
        parts = self._heads.features([s.text for s in flat], blank) @ self._heads.coef.T
        ends = np.cumsum([len(c) for c in clauses])
        found: list[dict[str, tuple[Evidence, ...]]] = []
        for row, (group, end) in enumerate(zip(clauses, ends, strict=True)):
            own = parts[end - len(group) : end]
            found.append(
                {
                    key: (Evidence(best.start, best.end, "model"),)
                    for k, key in enumerate(self.keys)
                    if themes[row, k] >= min(0.2, self._heads.thresholds[k])
                    for best in [group[int(own[:, k].argmax())]]
                }
            )
        return tuple(found)
