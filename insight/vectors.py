"""What was worked out of a text once: the store keeps vectors and scores by the text's hash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from insight.types import Codebook, Matrix, Notify, Response, silent

if TYPE_CHECKING:
    from insight.nlp.embed import Encoder
    from insight.store import Filters, Store


def text_key(text: str) -> str:
    """The key of a text's vectors in the store."""
    from insight.store import text_hash

    return text_hash(text)


def scores_name(model: str, book: Codebook) -> str:
    """What the scores of a model on a codebook are kept under in the store."""
    return f"scores {model}@{book.version}"


def vectorise(
    responses: Sequence[Response], encoder: Encoder, store: Store, notify: Notify = silent
) -> Matrix:
    """Unit vectors of the responses, (n, dim): from the store where known, else encoded once."""
    import numpy as np

    keys = [text_key(r.text) for r in responses]
    texts = dict(zip(keys, (r.text for r in responses), strict=True))
    known = dict(store.vectors(encoder.name, list(texts)))
    missing = [key for key in texts if key not in known]
    fresh = encoder.encode(
        [texts[key] for key in missing], lambda done, n: notify("embed", done, n)
    )
    known |= {key: fresh[i : i + 1] for i, key in enumerate(missing)}
    if not keys:
        return np.zeros((0, encoder.dim), np.float32)
    return np.concatenate([known[key][:1] for key in keys])


def nearest(
    store: Store, wave: str, query: str, encoder: Encoder, most: int, **which: Unpack[Filters]
) -> tuple[str, ...]:
    """The ids of the responses nearest in meaning to a query, the nearest first."""
    import numpy as np

    ids, matrix = store.wave_vectors(wave, encoder.name, **which)
    missing = [] if len(ids) == store.count(wave, **which) else _without(store, wave, ids, which)
    if missing:
        fresh = encoder.encode([text for _, text in missing])
        store.save_vectors(
            encoder.name, {text_key(t): fresh[i : i + 1] for i, (_, t) in enumerate(missing)}
        )
        ids, matrix = store.wave_vectors(wave, encoder.name, **which)
    if not ids:
        return ()
    scores = matrix @ encoder.encode([query])[0]
    return tuple(ids[i] for i in np.argsort(-scores, kind="stable")[:most].tolist())


def _without(store: Store, wave: str, ids: Sequence[str], which: Filters) -> list[tuple[str, str]]:
    known = set(ids)
    return [(id, text) for id, text in store.texts(wave, **which) if id not in known]
