"""What the codebook misses, found by BERTopic: the only file that knows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from insight.types import Matrix, Response, Skipped, Topic

FEWEST = 30
"""With fewer texts clusters are chance: none are made."""

WORDS = 8
TYPICAL = 3
NOISE = -1


def topics(
    responses: Sequence[Response], vectors: Matrix, seed: int = 1
) -> tuple[tuple[Topic, ...], tuple[Skipped, ...]]:
    """Cluster responses into topics with BERTopic (Grootendorst 2022): UMAP, HDBSCAN, class TF-IDF.

    `vectors` holds a unit row for each response. Topics come by size, named after their
    distinctive phrases, with the responses nearest their middle as typical. Responses that belong
    to no cluster are skipped with a reason; with fewer than FEWEST distinct texts all are. The same
    input and seed give the same topics.
    """
    distinct = {r.text: i for i, r in reversed(list(enumerate(responses)))}
    if len(distinct) < FEWEST:
        why = f"too few texts for topics: {len(distinct)} different ones, {FEWEST} needed"
        return (), tuple(Skipped(r.id, "topics", why) for r in responses)
    labels, words = _cluster([r.text for r in responses], vectors, seed)
    found: list[Topic] = []
    sizes = {label: int((labels == label).sum()) for label in set(labels.tolist()) - {NOISE}}
    for number, label in enumerate(sorted(sizes, key=lambda k: (-sizes[k], k)), 1):
        rows = np.flatnonzero(labels == label)
        centre = vectors[rows].mean(axis=0)
        nearest = rows[np.argsort(-(vectors[rows] @ centre), kind="stable")]
        weights = tuple((w, round(float(v), 4)) for w, v in words[label] if w)[:WORDS]
        found.append(
            Topic(
                id=number,
                name=_name([w for w, _ in weights]),
                words=weights,
                responses=tuple(responses[int(i)].id for i in rows),
                typical=tuple(_distinct(responses, nearest)),
            )
        )
    lone = tuple(
        Skipped(r.id, "topics", "belongs to no topic")
        for r, label in zip(responses, labels, strict=True)
        if label == NOISE
    )
    return tuple(found), lone


def _cluster(
    texts: Sequence[str], vectors: Matrix, seed: int
) -> tuple[Any, dict[int, list[tuple[str, float]]]]:
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    size = max(5, round(len(texts) ** 0.5 / 2))
    model = BERTopic(
        embedding_model=None,
        umap_model=UMAP(
            n_neighbors=min(12, len(texts) - 1),
            n_components=5,
            min_dist=0.0,
            metric="cosine",
            random_state=seed,
            n_jobs=1,
        ),
        hdbscan_model=HDBSCAN(min_cluster_size=size, min_samples=3, core_dist_n_jobs=1),
        vectorizer_model=CountVectorizer(
            ngram_range=(1, 3),
            stop_words="english",
            token_pattern=r"(?u)\b[^\W\d_][\w'’-]+\b",  # noqa: S106
        ),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=20,
        calculate_probabilities=False,
    )
    try:
        labels, _ = model.fit_transform(list(texts), embeddings=vectors)
    except ValueError:  # no word is in two texts: nothing that a topic could be named by
        return np.full(len(texts), NOISE), {}
    return np.asarray(labels), dict(model.get_topics().items())


def _name(phrases: Sequence[str]) -> str:
    """Up to three distinctive phrases, none of which repeats another's words."""
    chosen: list[str] = []
    for phrase in (
        sorted(phrases[:6], key=lambda p: -len(p.split())) if len(phrases) > 3 else phrases
    ):
        if len(chosen) < 3 and not any(set(phrase.split()) & set(c.split()) for c in chosen):
            chosen.append(phrase)
    return ", ".join(chosen) or "unnamed"


def _distinct(responses: Sequence[Response], rows: Any) -> list[str]:
    seen: dict[str, str] = {}
    for i in rows:
        seen.setdefault(responses[i].text.lower(), responses[i].id)
        if len(seen) == TYPICAL:
            break
    return list(seen.values())
