"""The trained model: a small transformer, word-piece n-grams and the codebook's phrases together.

Each theme looks at the words of a response through its own attention (label-wise attention,
Mullenbach et al. 2018). Because a theme's logit there is a sum over word pieces, the share of every
word in it is exact, not estimated afterwards: that is what is shown as evidence. Three sources
that err differently are added up on the logit scale, by weights learnt on writers that the model
had not read. A phrase that a council adds to its codebook counts at once, without training, as
often as the codebook's phrases proved right. Tone
and ask are read with the question in mind, where its wording says what it wants to hear.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from insight.manifest import check
from insight.nlp import embed, wide
from insight.nlp.lexicon import Hit, Lexicon
from insight.nlp.odds import logit, sigmoid, softmax
from insight.nlp.past import gone
from insight.nlp.themes import Scores, phrase_evidence
from insight.nlp.tone import ASKED, NO_PROBLEM, TURN, WANTED, WISH, is_brief, question_kind
from insight.types import TONES, Codebook, Evidence, Mask, Matrix, Response, Segment

TOKENS = 192
"""Word pieces read of a response; a longer one is read in windows."""

SHOWN = 0.2
"""Evidence is worked out for themes with at least this probability."""

DENIED = 3.5
"""What "not a problem" adds to the logit of a positive tone: n-grams and attention miss it."""

SURELY = 1.0
"""By how much a tone that the past gives (`past.gone`) is then ahead of its opposite, at least."""

BOTH = 5.0
"""What it adds to the logit of a mixed tone that one theme is praised and another complained of."""

CONTRASTS = frozenset(["but", "although", "though", "however", "yet"])
"""Words that make a clause sound mixed when it is read on its own."""

WISHED = 0.9
"""The probability that a few words like "less litter" ask, after a question for wishes."""

PLAIN = (1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""The leaning of a question that says nothing of what an answer means (see `_lean`)."""

TINY = 1e-6
"""Keeps the logarithm of a probability of nothing finite."""

RUNNER_UP = 0.5
"""A second clause is evidence too if it gives this share of what the first gives."""


class ReaderModel:
    """A trained reader from its folder; `manifest.check` verifies every file's hash first.

    It codes the themes that it was trained on and that the codebook has; `keys` names them.
    """

    def __init__(self, folder: Path, codebook: Codebook) -> None:
        manifest = check(folder)
        self.name = f"{manifest['name']}-{manifest['version']}"
        self.keys: tuple[str, ...] = tuple(manifest["keys"])
        self.thresholds: Mapping[str, float] = dict(manifest["thresholds"])
        self._fusion: dict[str, float] = manifest["fusion"]
        self._tone: dict[str, Matrix] = {
            part: np.asarray(of, np.float32) for part, of in manifest["tone"].items()
        }
        self._questions: dict[str, Sequence[Sequence[float]]] = manifest["questions"]
        self._wide = wide.load(folder / "wide.safetensors")
        self._lexicon = Lexicon(codebook)
        self._learnt = {(key, p) for key, own in manifest["phrases"].items() for p in own}
        self._named: float = manifest["phrase_precision"]
        self._session = embed.session(folder / "reader.onnx")
        self._tokenizer = embed.tokenizer(folder / "tokenizer.json", 100_000)

    def score(
        self, responses: Sequence[Response], segments: Mapping[str, Sequence[Segment]]
    ) -> Scores:
        """Read each distinct text once and share the result among the responses with its words.

        What the question asked for then leans on tone and ask: "less traffic" is praise as an
        answer to "what is the biggest benefit?", and a wish after "what should we do?".
        """
        texts = [r.text for r in responses]
        distinct = list(dict.fromkeys(texts))
        where = {text: i for i, text in enumerate(distinct)}
        clauses = {r.text: segments[r.id] for r in responses}
        read = self._read(distinct, [clauses[t] for t in distinct])
        rows = [where[t] for t in texts]
        lean = self._lean([(r.question, is_brief(r.text)) for r in responses])
        scale, shift, ask_scale, ask_shift = np.split(lean, [1, 5, 6], axis=1)
        theme_tones = np.log(read.theme_tones[rows] + TINY) * scale[:, None] + shift[:, None]
        return Scores(
            self.keys,
            read.themes[rows],
            softmax(theme_tones),
            softmax(np.log(read.tones[rows] + TINY) * scale + shift),
            _asked(
                read.asks[rows],
                sigmoid(logit(read.asks[rows]) * ask_scale[:, 0] + ask_shift[:, 0]),
                responses,
            ),
            tuple(read.ask_spans[i] for i in rows),
            tuple(read.evidence[i] for i in rows),
        )

    def outputs(self, texts: Sequence[str]) -> Matrix:
        """Theme, tone and ask logits of texts, scaled to about unit length: (n, k + 5)."""
        read = self._read(texts, [()] * len(texts))
        logits = np.hstack([logit(read.themes), logit(read.tones), logit(read.asks)[:, None]])
        return np.asarray(logits / (4 * logits.shape[1] ** 0.5), np.float32)

    def _lean(self, asked: Sequence[tuple[str, bool]]) -> Matrix:
        """What each question makes of the logits: (n, 7).

        The columns are a scale and four shifts for the tones, a scale and a shift for the ask.
        `asked` has the question and whether the answer is brief: then the question means the most.
        """
        known = {q: self._questions.get(question_kind(q), [PLAIN] * 2) for q, _ in set(asked)}
        rows = [known[question][brief] for question, brief in asked]
        return np.array(rows, np.float32).reshape(-1, len(PLAIN))

    def _fused(self, read: Matrix, words: Matrix, texts: Sequence[str]) -> Matrix:
        """Tone logits of texts by the reader, the n-grams, what is denied and the past: (n, 4)."""
        k = len(self.keys)
        fused = (
            read @ self._tone["reader"]
            + words[:, k : k + len(TONES)] @ self._tone["wide"]
            + self._tone["bias"]
        )
        return _turned(np.asarray(fused, np.float32), texts)

    def _on_themes(
        self,
        tones: Matrix,
        themes: Matrix,
        clauses: Sequence[Sequence[Segment]],
        given: Sequence[Matrix],
        encoded: Sequence[Any],
    ) -> Matrix:
        """Tone logits on each theme, (n, k, 4): of the text, or of the passage that earned it.

        The passage counts, read once more on its own, where the tone may differ by theme: in a text
        that raises themes in different clauses, or is mixed in tone.
        """
        k = len(self.keys)
        found = np.repeat(tones[:, None, :], k, axis=1)
        earned: dict[tuple[int, int, int], list[int]] = {}  # text, first and last clause → themes
        for i in (i for i, own in enumerate(clauses) if len(own) > 1):
            shown = np.flatnonzero(themes[i] >= SHOWN)
            best = given[i][:, :k].argmax(axis=0)[shown]
            if len(set(best)) > 1 or TONES[int(tones[i].argmax())] == "mix":
                for clause, theme in zip(best.tolist(), shown.tolist(), strict=True):
                    passage = _passage(clauses[i], clause, set(best.tolist()))
                    earned.setdefault((i, *passage), []).append(theme)
        spans = [(i, clauses[i][a].start, clauses[i][b].end) for i, a, b in earned]
        pieces = [_inside(encoded[i], start, end)[: TOKENS - 2] for i, start, end in spans]
        ends = [(encoded[i].ids[0], encoded[i].ids[-1]) for i, _, _ in spans]
        ids = [[first, *own, last] for own, (first, last) in zip(pieces, ends, strict=True)]
        read = np.zeros((len(ids), len(TONES)), np.float32)
        for rows, (tone,) in embed.run(self._session, ids, embed.as_is, ["tone"]):
            read[rows] = tone
        said = [" ".join(c.text for c in clauses[i][a : b + 1]) for i, a, b in earned]
        own = self._fused(read, self._wide.logits(pieces), said)
        for row, ((i, _, _), raised) in enumerate(earned.items()):
            found[i, raised] = own[row]
        return found

    def _torn(self, themes: Matrix, tones: Matrix) -> Mask:
        """Whether a text praises one of its themes and complains of another: (n,)."""
        raised = themes >= np.array([self.thresholds[key] for key in self.keys])
        good, bad = (
            (raised & (tones[:, :, TONES.index(tone)] > 0.5)).any(axis=1) for tone in ("pos", "neg")
        )
        return np.asarray(good & bad)

    def _read(self, texts: Sequence[str], clauses: Sequence[Sequence[Segment]]) -> Scores:
        n, k = len(texts), len(self.keys)
        logits = np.full((n, k), -np.inf, np.float32)
        tones = np.zeros((n, len(TONES)), np.float32)
        asks = np.full(n, -np.inf, np.float32)
        seen = np.zeros(n, np.float32)
        # What each clause gives to each theme, and to the ask in the last column.
        given = [np.full((len(c), k + 1), -np.inf, np.float32) for c in clauses]
        encoded = self._tokenizer.encode_batch(list(texts))
        cut = [w for i, e in enumerate(encoded) for w in windows(i, e.ids, e.offsets)]
        names = ["theme", "tone", "ask", "parts"]
        running = embed.run(self._session, [w[1] for w in cut], embed.as_is, names)
        linear = self._wide.logits([e.ids[1:-1] for e in encoded])
        hits = list(self._lexicon.find(texts))
        for rows, (theme, tone, ask, parts) in running:
            for b, row in enumerate(rows):
                i, ids, offsets = cut[row]
                logits[i] = np.maximum(logits[i], theme[b])
                weight = len(ids)
                tones[i] = (tones[i] * seen[i] + tone[b] * weight) / (seen[i] + weight)
                seen[i] += weight
                asks[i] = max(asks[i], float(ask[b]))
                _collect(given[i], clauses[i], parts[b], offsets)
        weight_of = self._fusion
        themes = sigmoid(
            weight_of["reader"] * logits
            + weight_of["wide"] * linear[:, :k]
            + weight_of["phrase"] * named(hits, self.keys)
            + weight_of["bias"]
        )
        # What a phrase is worth by itself, where training did not know it.
        added = [[h for h in own if (h.theme, h.phrase) not in self._learnt] for own in hits]
        themes = np.maximum(themes, self._named * named(added, self.keys))
        asked = sigmoid(
            weight_of["ask"] * asks
            + weight_of["ask_wide"] * linear[:, k + len(TONES)]
            + weight_of["ask_bias"]
        )
        tones = self._fused(tones, linear, texts)
        theme_tones = softmax(self._on_themes(tones, themes, clauses, given, encoded))
        tones[self._torn(themes, theme_tones), TONES.index("mix")] += BOTH
        return Scores(
            self.keys,
            themes,
            theme_tones,
            softmax(tones),
            asked,
            tuple(_span(clauses[i], given[i][:, k]) if len(clauses[i]) else None for i in range(n)),
            tuple(
                {
                    key: phrase_evidence(hits[i], key) + _evidence(clauses[i], given[i][:, j])
                    for j, key in enumerate(self.keys)
                    if themes[i, j] >= SHOWN and len(clauses[i])
                }
                for i in range(n)
            ),
        )


def _asked(read: Matrix, leant: Matrix, responses: Sequence[Response]) -> Matrix:
    """Whether responses ask, (n,), as their question leans on what was `read` of their words.

    It takes nothing from a text that asks in so many words, and a few words that say what there
    should be less of ask where the question did.
    """
    found = leant.copy()
    for i, response in enumerate(responses):
        if ASKED.search(response.text):
            found[i] = max(found[i], read[i])
        elif (
            is_brief(response.text)
            and WANTED.match(response.text)
            and question_kind(response.question) == WISH
        ):
            found[i] = max(found[i], WISHED)
    return found


def _turned(tones: Matrix, texts: Sequence[str]) -> Matrix:
    """Tone logits, (n, 4), with what n-grams and attention miss: what is denied, and the past.

    Where a text says that something good is no more, praise and complaint change places, and
    neither is half of a mixed tone.
    """
    good, bad, both = (TONES.index(tone) for tone in ("pos", "neg", "mix"))
    for own, text in zip(tones, texts, strict=True):
        if NO_PROBLEM.search(text):
            own[good] += DENIED
        elif (past := gone(text)) is not None:
            least, most = sorted((own[good], own[bad]))
            # What used to be is never praised, even where its words are neither good nor bad.
            up, down = (good, bad) if past > 0 else (bad, good)
            own[up], own[down] = max(most, least + SURELY), least
            if past:
                own[up], own[both] = max(own[up], own[both]), min(own[up], own[both])
    return tones


def windows(
    row: int, ids: Sequence[int], offsets: Sequence[tuple[int, int]]
) -> list[tuple[int, list[int], list[tuple[int, int]]]]:
    """Cut a long text into windows that overlap by a quarter, each with the two special pieces."""
    if len(ids) <= TOKENS:
        return [(row, list(ids), list(offsets))]
    first, last = ids[0], ids[-1]
    inner, places = ids[1:-1], offsets[1:-1]
    size = TOKENS - 2
    step = size * 3 // 4
    starts = range(0, max(1, len(inner) - size + step), step)
    return [
        (row, [first, *inner[s : s + size], last], [(0, 0), *places[s : s + size], (0, 0)])
        for s in starts
    ]


def _collect(
    given: Matrix, clauses: Sequence[Segment], parts: Any, offsets: Sequence[tuple[int, int]]
) -> None:
    """Add up the word pieces' shares by clause; of overlapping windows the larger sum counts."""
    middles = np.array([(a + b) / 2 for a, b in offsets])
    for c, clause in enumerate(clauses):
        inside = (middles > clause.start) & (middles < clause.end)
        if inside.any():
            given[c] = np.maximum(given[c], parts[:, : len(offsets)][:, inside].sum(axis=1))


def named(hits: Sequence[Sequence[Hit]], keys: Sequence[str]) -> Matrix:
    """1 where a phrase of the theme was found: shape (n, k)."""
    place = {key: k for k, key in enumerate(keys)}
    found = np.zeros((len(hits), len(keys)), np.float32)
    for row, own in enumerate(hits):
        for hit in own:
            if hit.theme in place:
                found[row, place[hit.theme]] = 1.0
    return found


def _passage(clauses: Sequence[Segment], own: int, taken: Collection[int]) -> tuple[int, int]:
    """The first and last clause of what is said in one breath with the clause `own`.

    It goes on within the sentence as far as a clause that sets something against it, or one of
    those `taken` by another theme: "a patrol every evening, and that has been a real comfort".
    """

    def parted(k: int) -> bool:
        """Whether clause k + 1 begins something else."""
        here, next_ = clauses[k], clauses[k + 1]
        return (
            here.text[-1] in ".!?;…"
            or next_.start - here.end > 1
            or bool(TURN.match(next_.text.lstrip("\"'( ")))
        )

    first = last = own
    while first and first - 1 not in taken and not parted(first - 1):
        first -= 1
    while last + 1 < len(clauses) and last + 1 not in taken and not parted(last):
        last += 1
    return first, last


def _inside(encoded: Any, start: int, end: int) -> list[int]:
    """The word pieces of a passage, without the words that only set it against another."""
    own = [
        (piece, word)
        for piece, word, (a, b) in zip(encoded.ids, encoded.tokens, encoded.offsets, strict=True)
        if start <= a < b <= end
    ]
    return [piece for piece, word in own if word not in CONTRASTS] or [piece for piece, _ in own]


def _evidence(clauses: Sequence[Segment], given: Matrix) -> tuple[Evidence, ...]:
    order = np.argsort(-given, kind="stable")
    top = float(given[order[0]])
    kept = [int(c) for c in order[:3] if c == order[0] or (top > 0 and given[c] >= RUNNER_UP * top)]
    return tuple(Evidence(clauses[c].start, clauses[c].end, "model") for c in kept)


def _span(clauses: Sequence[Segment], given: Matrix) -> tuple[int, int]:
    clause = clauses[int(given.argmax())]
    return clause.start, clause.end
