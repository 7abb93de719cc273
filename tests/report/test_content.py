"""What all reports say alike."""

import dataclasses

from insight.report import content
from insight.types import Column

from .example import quote, theme_finding, wave


def quoted(*counts: int):
    """A wave whose leading themes have so many approved quotes each, all told apart."""
    themes = [theme_finding(i) for i in range(len(counts))]
    made = [
        quote(t.theme.key, f"{t.theme.key} {n}")
        for t, many in zip(themes, counts, strict=True)
        for n in range(many)
    ]
    return wave(quotes=tuple(made))


def test_each_theme_has_a_first_quote_before_any_has_a_second():
    picked, more = content.chosen(quoted(3, 0, 1), themes=4, most=4)
    assert [q.text for _, q in picked] == ["asb 0", "asb 1", "drugs 0"]
    assert more == "1 more approved quote is in the report as a web page."
    picked, more = content.chosen(quoted(2, 2, 2, 2, 2), themes=4, most=4)
    assert [q.text[-1] for _, q in picked] == ["0"] * 4
    assert more == "6 more approved quotes are in the report as a web page."
    assert content.chosen(quoted(1, 1), themes=4, most=4)[1] == ""


def test_consent_is_claimed_only_where_the_file_asked_for_it():
    found = wave()
    columns = tuple(c for c in found.source.columns if c.role != "consent")
    asked = Column("May we quote you?", "consent", "")
    for given, claimed in ((columns, False), ((*columns, asked), True)):
        source = dataclasses.replace(found.source, columns=given)
        text = dict(content.limits(dataclasses.replace(found, source=source)))["Quotes"]
        assert ("Nobody who refused to be quoted is quoted" in text) is claimed
        assert ("did not say who may be quoted" in text) is not claimed
