"""Corrections in the store → lessons: what people's judgements teach the model of a project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from insight.types import Codebook, Coded, Matrix, Response, Segment
from insight.vectors import scores_name, text_key, vectorise

if TYPE_CHECKING:
    from insight.nlp.correct import Lessons
    from insight.nlp.embed import Encoder
    from insight.nlp.themes import ThemeModel
    from insight.store import Store


def learnt(
    store: Store,
    book: Codebook,
    encoder: Encoder,
    model: ThemeModel,
    corrected: Sequence[Coded],
) -> Lessons:
    """What responses that people judged, the store's `corrections`, teach the model."""
    import numpy as np

    from insight.nlp import correct

    if not corrected:
        return correct.Lessons({}, {})
    responses = [c.response for c in corrected]
    scores = scores_of(store, responses, book, model)
    truth = np.full(scores.shape, np.nan, np.float32)
    for n, c in enumerate(corrected):
        for a in c.assignments:
            if a.by.startswith("user:") and a.theme in model.keys:
                truth[n, model.keys.index(a.theme)] = a.present
    vectors = correct.features(vectorise(responses, encoder, store), scores)
    people = [f"{r.wave}\0{r.respondent}" for r in responses]
    return correct.learn(model.keys, scores, vectors, truth, people)


def scores_of(
    store: Store, responses: Sequence[Response], book: Codebook, model: ThemeModel
) -> Matrix:
    """The model's own scores (n, k): from the store where known, else read and kept there."""
    import numpy as np

    from insight.nlp.segment import segment
    from insight.nlp.themes import CHUNK, RememberingModel

    name = scores_name(model.name, book)
    keys = [text_key(r.text) for r in responses]
    known = dict(store.vectors(name, keys))
    missing = list({k: r for k, r in zip(keys, responses, strict=True) if k not in known}.values())
    if missing:
        remembering = RememberingModel(model)
        clauses = by_response(segment(missing)[0])
        for start in range(0, len(missing), CHUNK):
            remembering.score(missing[start : start + CHUNK], clauses)
        fresh = {text_key(text): row for text, row in remembering.kept.items()}
        store.save_vectors(name, fresh)
        known |= fresh
    if not keys:
        return np.zeros((0, len(model.keys)), np.float32)
    return np.concatenate([known[k] for k in keys])


def by_response(segments: Sequence[Segment]) -> dict[str, list[Segment]]:
    """The clauses of each response, by its id."""
    found: dict[str, list[Segment]] = {}
    for segment in segments:
        found.setdefault(segment.response, []).append(segment)
    return found
