"""Writes `models/community-safety/CARD.md` from the model's manifest and the sample waves.

usage: python tools/model_card.py
"""

import json

import evaluate_samples

from insight import learning
from insight.nlp import evaluate
from insight.settings import ROOT, Settings

FOLDER = ROOT / "models" / "community-safety"


def main() -> None:
    """Format what the training measured."""
    m = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    held, fusion = m["held"], m["fusion"]
    result = held["evaluation"]
    lines = [
        f"# Model card: {m['name']}-{m['version']}",
        "",
        "Codes short English responses with 22 community-safety themes, tone, tone on each theme "
        "and asks. A four-layer transformer begun from all-MiniLM-L6-v2, linear word-piece "
        "n-grams and "
        "the codebook's phrases, added up. See `docs/adr/0002-reader.md`.",
        "",
        f"**Trained on** {m['trained']['texts']:,} texts of `corpora/training`, seed "
        f"{m['trained']['seed']}, {m['trained']['epochs'][1]} epochs. No real resident's words. "
        "Rebuilt by `make models`.",
        "",
        "**For** coding consultation responses under staff review. **Not for** judging persons, "
        "other languages, or publishing unreviewed codes as fact.",
        "",
        f"**Measured on** {held['texts']:,} texts by writers whom the measured model had not read "
        f"({', '.join(held['writers'])}); thresholds chosen on the other half of them. The shipped "
        "model has read these writers too, so this is what to expect of writers it does not know, "
        "in the genres of our corpus.",
        "",
        "| figure | value | 95 % interval |",
        "|---|---|---|",
    ]
    for name in ("samples", "micro", "macro"):
        s = result[name]
        lines.append(f"| {name}-F1 | {s['value']:.3f} | {s['low']:.3f}–{s['high']:.3f} |")
    lines += [
        f"| tone accuracy | {held['tone']:.3f} | |",
        f"| ask accuracy | {held['ask']:.3f} | |",
        f"| calibration error | {held['calibration_error']:.3f} | |",
        "",
        "## Themes",
        "",
        "| theme | uses | precision | recall | F1 | 95 % interval | threshold |",
        "|---|---|---|---|---|---|---|",
    ]
    for t in result["themes"]:
        lines.append(
            f"| {t['key']} | {t['support']} | {t['precision']['value']:.2f} | "
            f"{t['recall']['value']:.2f} | {t['f1']['value']:.2f} | {t['f1']['low']:.2f}–"
            f"{t['f1']['high']:.2f} | {m['thresholds'][t['key']]:.2f} |"
        )
    lines += ["", "## Confused themes", "", "| missed | given instead | texts |", "|---|---|---|"]
    for missed, given, n in result["confusion"][:15]:
        lines.append(f"| {missed or '(none)'} | {given or '(none)'} | {n} |")
    lines += ["", "## Calibration", "", "| mean score | share right | pairs |", "|---|---|---|"]
    lines += [f"| {p:.2f} | {t:.2f} | {n} |" for p, t, n in held["calibration"]]
    waves = [evaluate_samples.labelled(year) for year in evaluate_samples.YEARS]
    found = learning.measure(evaluate_samples.together(waves), Settings())
    lines += ["", "## Learning curve", "", "The shipped model, corrected by so many responses of "]
    lines[-1] += "the two sample waves, judged on the other half of their respondents."
    lines += ["", evaluate.curve_table(found.curve)]
    lines += ["", "## Weights", "", "| part | weight on the logit |", "|---|---|"]
    lines += [f"| {k} | {fusion[k]:.2f} |" for k in ("reader", "wide", "phrase", "bias")]
    (FOLDER / "CARD.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(FOLDER / "CARD.md")


if __name__ == "__main__":
    main()
