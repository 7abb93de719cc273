"""Like-worded responses: counted, pointed at, and figures given with and without them."""

from dataclasses import replace
from pathlib import Path

import pytest

from insight import pipeline, report, words
from insight.report import content
from tests.small import quick

LETTER = "Please keep the late bar in Old Market shut because of the noise and the fights"
OWN = "Drug dealing in the stairwell on road {}"


@pytest.fixture(scope="module")
def wave(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve people who sent one letter, one of whom also wrote of her own, and twelve others."""
    folder = tmp_path_factory.mktemp("campaign")
    rows = [f'p{n},"{LETTER}{", all night" if n % 2 else ""}","{OWN.format(n) if not n else ""}"'
            for n in range(12)]  # fmt: skip
    rows += [f'q{n},"{OWN.format(n)}",""' for n in range(12)]
    path = folder / "a.csv"
    path.write_text("\n".join(["Respondent ID,What worries you?,Anything else?", *rows]))
    return path


def test_shares_with_and_without(wave: Path, tmp_path: Path) -> None:
    outcome = pipeline.run(wave, "w", quick(tmp_path / "data"))
    found = outcome.findings
    assert [n for _, n in found.campaigns] == [12]
    assert found.respondents == 24
    share = {t.theme.key: t.share for t in found.themes}
    bare = dict(found.without_campaigns)
    assert (share["noise"].count, share["noise"].n) == (12, 24)
    assert (bare["noise"].count, bare["noise"].n) == (0, 13)  # p0 stays with her own words
    assert (bare["drugs"].count, bare["drugs"].n) == (13, 13)
    assert set(bare) == {t.theme.key for t in found.themes}
    said = {t["key"]: t for t in outcome.summary["themes"]}
    assert said["noise"]["without_campaigns"] == 0
    assert "Share without these responses" in outcome.report.read_text("utf-8")
    assert "Without them the leading themes would have these shares" in content.campaigns(found)
    for form in ("docx", "pptx", "xlsx"):
        report.WRITERS[form](found, (), tmp_path / f"a.{form}", None)
        assert (tmp_path / f"a.{form}").stat().st_size > 1000


def test_the_least_likeness_is_a_setting_and_part_of_the_run(wave: Path, tmp_path: Path) -> None:
    chosen = quick(tmp_path / "data")
    loose = pipeline.run(wave, "w", chosen)
    strict = pipeline.run(wave, "w", replace(chosen, campaigns=1.0))
    assert [n for _, n in strict.findings.campaigns] == [6, 6]  # with and without "all night"
    assert (loose.summary["likeness"], strict.summary["likeness"]) == (0.8, 1.0)
    assert "(likeness 1 or more)" in content.campaigns(strict.findings)
    assert (
        "Campaigns",
        "2, of five or more responses with a likeness of 1 or more",
    ) in content.method(strict.findings)
    again = pipeline.run(wave, "w", replace(chosen, campaigns=1.0))
    assert (strict.fresh, again.fresh) == (True, False)


def test_many_campaigns_are_counted_and_the_largest_named() -> None:
    assert words.groups([12]) == "a group of 12"
    assert words.groups([5, 12]) == "groups of 12 and 5"
    assert words.groups([5] * 1_200 + [1_999], 2) == "1,201 groups, the largest of 1,999 and 5"
