"""Coded responses → pandas: tidy frames for notebooks, statistics packages and Parquet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from insight import stats
from insight.types import TONES, Coded

if TYPE_CHECKING:
    import pandas as pd


def responses(coded: Sequence[Coded]) -> pd.DataFrame:
    """One row a response: who, where, when, text, and a boolean column `theme:<key>` a theme.

    Groups are categories, `group:<name>`; `date` is a day; `tone` and `ask` are missing where the
    response has no reading.
    """
    import pandas as pd

    groups = list(dict.fromkeys(name for c in coded for name, _ in c.response.groups))
    themes = sorted({key for c in coded for key in c.themes})
    frame = pd.DataFrame(
        [
            {
                "id": c.response.id,
                "wave": c.response.wave,
                "question": c.response.question,
                "respondent": c.response.respondent,
                "date": c.response.date,
                "text": c.response.text,
                "tone": c.reading.tone if c.reading else None,
                "ask": c.reading.ask if c.reading else None,
                **{f"group:{g}": dict(c.response.groups).get(g) or None for g in groups},
                **{f"theme:{k}": k in c.themes for k in themes},
            }
            for c in coded
        ]
    )
    if frame.empty:
        return frame
    frame["date"] = pd.to_datetime(frame["date"])
    frame["ask"] = frame["ask"].astype("boolean")
    frame["tone"] = pd.Categorical(frame["tone"], categories=TONES)
    plain = ["wave", "question", *(f"group:{g}" for g in groups)]
    return frame.astype(dict.fromkeys(plain, "category"))


def prevalence(frame: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Shares of respondents that raise each theme, with Wilson intervals, from `responses`.

    One row a theme, or a theme and value of the column `by`: theme, value, count, n, share, low,
    high. A respondent counts once however many answers raise the theme; n is the respondents of
    that value.
    """
    import pandas as pd

    columns = [c for c in frame.columns if c.startswith("theme:")]
    parts = [("", frame)] if by is None else list(frame.groupby(by, observed=True))
    rows = []
    for value, part in parts:
        raised = part.groupby("respondent", observed=True)[columns].any()
        for column in columns:
            e = stats.share(int(raised[column].sum()), len(raised))
            rows.append(
                (column.removeprefix("theme:"), value, e.count, e.n, e.value, e.low, e.high)
            )
    return pd.DataFrame(rows, columns=["theme", "value", "count", "n", "share", "low", "high"])


def as_parquet(coded: Sequence[Coded]) -> bytes:
    """`responses` as a Parquet file: types kept, nothing for a spreadsheet to run."""
    out = io.BytesIO()
    responses(coded).to_parquet(out, index=False)
    return out.getvalue()
