"""The charts of two waves side by side: shares by theme with their change, and tone."""

from __future__ import annotations

import math
from collections.abc import Sequence

from insight import words
from insight.charts import apart, drawing, shown, tone, vega
from insight.types import Figure, Findings


def of_themes(previous: Findings, current: Findings) -> Figure | None:
    """Shares by theme in both waves, and the change; None where they share no theme."""
    names, who = shown.names(current), words.people(current.kind)
    was = {t.theme.key: t.share for t in previous.themes}
    pairs = [
        (names[t.theme.key], was[t.theme.key], t.share)
        for t in current.themes
        if t.theme.key in was and (t.share.count or was[t.theme.key].count)
    ]
    if not pairs:
        return None
    old, new = _waves(previous, current)
    top, width = pairs[: shown.TOP], 300
    labels = list(vega.row_labels({name: name for name, _, _ in top}).values())
    rows = [
        {
            **vega.point(label, now),
            "was": then.value,
            "was_low": then.low,
            "was_high": then.high,
            "text": _points(apart.difference(then, now)[:1]),
            "weight": "bold" if apart.clear(then, now, len(pairs)) else "normal",
        }
        for label, (_, then, now) in zip(labels, top, strict=True)
    ]
    y, x = vega.row_axis(labels), vega.share_axis(max(then.high, now.high) for _, then, now in top)
    most = x["scale"]["domain"][1]
    then_head, now_head = _brief(old, new)
    heads = [(then_head, rows[0]["was"] / most), (now_head, rows[0]["value"] / most)]
    up, down, right = {"yOffset": -7}, {"yOffset": 7}, {"value": width + 110}
    chart = {
        "width": width,
        "height": {"step": 42},
        "layer": [
            vega.mark("rule", rows, vega.span("was_low", "was_high", y), color=vega.MID_GREY, **up),
            vega.mark(
                "point",
                rows,
                {"x": vega.quantity("was"), "y": y},
                fill="white",
                stroke=vega.MID_GREY,
                **up,
            ),
            vega.mark("rule", rows, vega.span("low", "high", y), color=vega.DARK_BLUE, **down),
            vega.mark(
                "point", rows, {"x": x, "y": y}, fill=vega.DARK_BLUE, stroke=vega.DARK_BLUE, **down
            ),
            *(
                vega.mark(
                    "text",
                    [row for row in rows if row["weight"] == weight],
                    vega.text_at(right, y),
                    align="right",
                    fontWeight=weight,
                )
                for weight in ("bold", "normal")
            ),
            *vega.heads(heads, width, most),
        ],
    }
    clear = [pair for pair in pairs if apart.clear(pair[1], pair[2], len(pairs))]
    if clear:
        name, then, now = max(clear, key=lambda pair: abs(pair[2].value - pair[1].value))
        title = (
            f"{words.spoken(name)} {'rose' if now.value > then.value else 'fell'} most clearly: "
            f"from {words.percent(then.value)} to {words.percent(now.value)} of {who}s"
        )
    else:
        title = "No theme changed by more than chance could explain"
    level = words.percent(current.themes[0].share.level)
    return drawing.compose(
        id="change-themes",
        title=title,
        subtitle=(
            f"Share of {who}s who raised each theme, with {level} confidence intervals: "
            f"{old} (open circles, n = {words.number(previous.respondents)}) and "
            f"{new} (filled, n = {words.number(current.respondents)}); right: the change in "
            "percentage points, bold where it is clear"
        ),
        alt=(
            f"Dot plot of the shares in two waves, {old} and {new}. "
            + "; ".join(
                f"{name} {words.share(then)}, then {words.share(now)}" for name, then, now in top
            )
            + "."
        ),
        chart=chart,
        columns=("Theme", old, new, f"Change in percentage points ({level} interval)"),
        rows=[
            (name, words.share(then), words.share(now), _points(apart.difference(then, now)))
            for name, then, now in pairs
        ],
        note=" ".join(
            filter(
                None,
                (
                    shown.in_part(len(top), len(pairs)),
                    "Changes are worked out before rounding.",
                    apart.CLEAR,
                    _unlike(previous, current),
                ),
            )
        ),
    )


def of_tone(previous: Findings, current: Findings) -> Figure | None:
    """Tone of all responses in both waves; None where one has too few."""
    old, new = _waves(previous, current)
    bars = [(old, dict(previous.tones)), (new, dict(current.tones))]
    if min(sum(tones.values()) for _, tones in bars) < words.FEW:
        return None
    was, now = (words.percent(tone.portion_of(tones, "neg")) for _, tones in bars)
    then, here = ((tones.get("neg", 0), sum(tones.values())) for _, tones in bars)
    more = tone.portion_of(bars[1][1], "neg") > tone.portion_of(bars[0][1], "neg")
    return drawing.compose(
        id="change-tone",
        title=(
            f"Negative responses stayed at {now}"
            if was == now
            else f"Negative responses {'rose' if more else 'fell'} from {was} to {now}"
            if apart.differ(then, here)
            else f"No clear change of tone: {was} of responses were negative, now {now}"
        ),
        subtitle="Tone of all responses in each wave, as shares of the responses",
        alt=f"Stacked bar chart of tone in two waves. {tone.in_words(bars)}",
        chart=tone.stack(bars),
        columns=tone.table_columns("Wave"),
        rows=[tone.table_row(name, tones) for name, tones in bars],
        note=(
            "Counted in responses, not people, so no interval is given; whether the change is "
            f"clear is tested as if each came from another person. {_unlike(previous, current)}"
        ).strip(),
    )


def _waves(previous: Findings, current: Findings) -> tuple[str, str]:
    """What to call two waves; never the same."""
    old, new = shown.value(previous.wave), shown.value(current.wave)
    return (old, new) if old != new else (f"{old} (before)", f"{new} (now)")


def _brief(old: str, new: str) -> tuple[str, str]:
    """What sets two waves apart: their names without the words they begin with alike."""
    one, two = old.split(), new.split()
    same = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    short = (" ".join(one[same:]), " ".join(two[same:]))
    return short if max(map(len, short)) <= 20 else ("before", "now")


def _points(change: Sequence[float]) -> str:
    """Print a change in percentage points: `+8 (+3 to +13)`, or only `+8 points`."""
    signed = [math.floor(abs(v) * 100 + 0.5 + 1e-9) * (1 if v > 0 else -1) for v in change]
    texts = [f"{v:+d}".replace("-", "−") if v else "0" for v in signed]
    if len(texts) > 1:
        return f"{texts[0]} ({texts[1]} to {texts[2]})"
    return f"{texts[0]} point{'' if abs(signed[0]) == 1 else 's'}"


def _unlike(previous: Findings, current: Findings) -> str:
    """Warn where two waves were not coded alike."""
    unlike = [
        what
        for what, one, other in (
            ("codebook", previous.codebook, current.codebook),
            ("model", previous.model, current.model),
        )
        if one != other
    ]
    if not unlike:
        return ""
    return (
        f"The two waves were coded with a different {' and '.join(unlike)}: "
        "part of a change may come from the coding."
    )
