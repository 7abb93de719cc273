"""The codebook: loads, round-trips, compares, and refuses with words one can act on."""

import pytest

from insight import codebook
from insight.errors import UsageError
from insight.settings import ROOT

SHIPPED = ROOT / "corpora" / "codebook.yaml"


def test_shipped_codebook_is_whole():
    book = codebook.load(SHIPPED)
    assert len(book.themes) == 22
    assert all(
        t.description and t.examples and len(t.phrases) >= 10 and t.parent for t in book.themes
    )
    assert codebook.warnings(book) == ()
    assert "101" in book["police_presence"].phrases


@pytest.mark.parametrize("suffix", [".yaml", ".csv"])
def test_round_trip_keeps_the_version(tmp_path, suffix):
    book = codebook.load(SHIPPED)
    path = tmp_path / f"book{suffix}"
    codebook.save(book, path)
    assert codebook.load(path).version == book.version


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("themes: [{key: a, name: A}, {key: a, name: B}]", "the key 'a' is used twice"),
        ("themes: [{key: A b, name: A}]", "lower-case"),
        ("themes: [{key: a}]", "has no name"),
        ("themes: [{key: a, name: A, exmaples: [x]}]", "unknown field 'exmaples'"),
        ("themes: [{key: a, name: A, phrases: x}]", "'phrases' must be a list"),
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
