"""The codebook: loads, round-trips, compares, and refuses with words one can act on."""

import re
from xml.etree import ElementTree as ET

import pytest

from insight import __version__, codebook
from insight.errors import UsageError
from insight.settings import ROOT

ODD = codebook.make(
    "Odd",
    [
        {"key": "bare", "name": "Bare"},
        {"key": "kept", "name": "Tom & Jerry's <b>", "description": "One.\n\nTwo – “so”."},
        {
            "key": "gone",
            "name": "Gone",
            "parent": "Old & new",
            "description": "What it was.",
            "include": ["a; b", "- dash"],
            "phrases": ["c", r"""/no+z, "s\d{2,3}" \| a: <b>/""", "/ - x #1'/", "/=1;2/"],
            "retired": True,
            "into": "kept",
        },
    ],
)
SHIPPED = ROOT / "corpora" / "codebook.yaml"


def test_shipped_codebook_is_whole():
    book = codebook.load(SHIPPED)
    assert len(book.themes) == 22
    assert all(
        t.description and t.examples and len(t.phrases) >= 10 and t.parent for t in book.themes
    )
    assert codebook.warnings(book) == ()
    assert "101" in book["police_presence"].phrases


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".qdc"])
def test_round_trip_keeps_the_version(tmp_path, suffix):
    book = codebook.load(SHIPPED)
    path = tmp_path / f"book{suffix}"
    for each in (book, ODD):
        codebook.save(each, path)
        assert codebook.load(path).themes == each.themes
        assert codebook.load(path).version == each.version


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("themes: [{key: a, name: A}, {key: a, name: B}]", "the key 'a' is used twice"),
        ("themes: [{key: A b, name: A}]", "lower-case"),
        ("themes: [{key: a}]", "has no name"),
        ("themes: [{key: a, name: A, exmaples: [x]}]", "unknown field 'exmaples'"),
        ("themes: [{key: a, name: A, phrases: x}]", "'phrases' must be a list"),
        ("themes: [{key: a, name: A, phrases: [a: b]}]", "Put it in quotes"),
        ("themes: [{key: a, name: A, phrases: [/a(/]}]", "theme 'a': the pattern /a\\(/ cannot be"),
        ("themes: []", "holds no theme"),
        ("themes: 3", "no list 'themes'"),
        ("themes: [", "not valid YAML"),
        ("themes: [!!python/object/apply:os.system [ls]]", "is not a mapping|not valid YAML"),
    ],
)
def test_refusals(tmp_path, content, message):
    path = tmp_path / "book.yaml"
    path.write_text(content)
    with pytest.raises(UsageError, match=message) as error:
        codebook.load(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_and_binary_files(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        codebook.load(tmp_path / "none.yaml")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(UsageError, match="not UTF-8"):
        codebook.load(tmp_path / "b.yaml")


def test_unknown_key_gets_a_hint():
    with pytest.raises(UsageError, match="Did you mean 'vehicles'"):
        codebook.require(codebook.load(SHIPPED), ["drugs", "vehicle"])


def test_difference_names_what_changed():
    old = codebook.make(
        "b", [{"key": "a", "name": "A", "phrases": ["x"]}, {"key": "b", "name": "B"}]
    )
    new = codebook.make(
        "b", [{"key": "a", "name": "AA", "phrases": ["x", "y"]}, {"key": "c", "name": "C"}]
    )
    assert codebook.diff(old, new) == (
        ("b", "removed", "B"),
        ("a", "name", "A → AA"),
        ("a", "phrases", "+ y"),
        ("c", "added", "C"),
    )
    assert old.version != new.version
    assert codebook.diff(old, old) == ()


def test_a_qdc_has_the_form_of_the_published_schema():
    """Names, attributes and order of the REFI-QDA codebook schema, version 1.0."""
    root = ET.fromstring(codebook.dumps(ODD, ".qdc"))
    space = "{urn:QDA-XML:codebook:1.0}"
    assert root.tag == f"{space}CodeBook"
    assert root.attrib == {"origin": f"Insight {__version__}"}
    assert [child.tag for child in root] == [f"{space}Codes", f"{space}Sets"]
    guid = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
    seen = []
    for code in root.iter(f"{space}Code"):
        assert set(code.attrib) == {"guid", "name", "isCodable"}
        assert guid.fullmatch(code.attrib["guid"])
        assert code.attrib["isCodable"] in ("true", "false")
        below = [child.tag.removeprefix(space) for child in code]
        assert below == sorted(below, reverse=True), "a description comes before codes"
        assert set(below) <= {"Description", "Code"}
        seen.append(code.attrib["guid"])
    assert len(seen) == len(set(seen)) == 4, "three themes and a group"
    members = [m.attrib["guid"] for m in root.iter(f"{space}MemberCode")]
    assert len(members) == 1
    assert members[0] in seen


def test_a_qdc_of_another_program_is_read(tmp_path):
    path = tmp_path / "theirs.qdc"
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" '
        'origin="Other 9"><Codes><Code guid="A" name="Crime" isCodable="true" color="#FF0000">'
        "<Description>All crime.</Description>"
        '<Code guid="B" name="Car crime" isCodable="true"/>'
        '<Code guid="C" name="car crime!" isCodable="true"/></Code></Codes><Sets/></CodeBook>'
    )
    book = codebook.load(path)
    assert [(t.key, t.name, t.parent, t.description) for t in book.themes] == [
        ("crime", "Crime", "", "All crime."),
        ("car_crime", "Car crime", "Crime", ""),
        ("car_crime_2", "car crime!", "Crime", ""),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<CodeBook/>", "is not a REFI-QDA codebook"),
        ("<CodeBook", "cannot be read|is not XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "is not XML that can be read safely"),
        ('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/></CodeBook>', "holds no theme"),
    ],
)
def test_a_qdc_that_is_none_is_refused(tmp_path, content, message):
    path = tmp_path / "book.qdc"
    path.write_text(content)
    with pytest.raises(UsageError, match=message):
        codebook.load(path)


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ({"name": "Car crime"}, {"name": "Car crimes"}, "almost the same name"),
        (
            {"name": "Noise", "description": "Loud music, parties and engines at night"},
            {"name": "Quiet", "description": "Loud parties, music or engines by night"},
            "almost the same words",
        ),
        ({"name": "Noise"}, {"name": "Drugs"}, ""),
    ],
)
def test_themes_hard_to_tell_apart_are_warned_of(a, b, found):
    given = {"examples": ["An example."], "description": ""}
    book = codebook.make("b", [{**given, **a, "key": "a"}, {**given, **b, "key": "b"}])
    assert [found in w for w in codebook.warnings(book)] == ([True] if found else [])


def test_a_theme_is_merged_into_one_in_use():
    for themes in (
        [{"key": "a", "name": "A", "into": "b"}, {"key": "b", "name": "B"}],
        [{"key": "a", "name": "A", "into": "c", "retired": True}, {"key": "b", "name": "B"}],
    ):
        with pytest.raises(UsageError, match="the first must be retired"):
            codebook.make("b", themes)


def test_warnings_for_vague_and_overlapping_themes():
    book = codebook.make(
        "b",
        [
            {"key": "a", "name": "A", "phrases": ["dog mess"]},
            {
                "key": "b",
                "name": "B",
                "phrases": ["Dog mess"],
                "description": "All about dogs in parks",
            },
        ],
    )
    assert len(codebook.warnings(book)) == 2
