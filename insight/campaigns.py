"""What responses sent in the same words weigh: the shares again, without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from insight import stats
from insight.types import Coded, Estimate

Weighed = tuple[tuple[str, Estimate], ...]
"""Theme by theme, its share where campaigns are left out."""


def without(coded: Iterable[Coded], campaigns: Collection[str], themes: Sequence[str]) -> Weighed:
    """Shares of the respondents who are left when the responses in `campaigns` are left out.

    Someone who also wrote in their own words stays, with those words. Empty without campaigns.
    """
    if not campaigns:
        return ()
    everyone: set[str] = set()
    carriers: dict[str, set[str]] = {key: set() for key in themes}
    for item in coded:
        if item.response.id in campaigns:
            continue
        everyone.add(item.response.respondent)
        for key in item.themes:
            if key in carriers:
                carriers[key].add(item.response.respondent)
    return tuple((key, stats.share(len(who), len(everyone))) for key, who in carriers.items())
