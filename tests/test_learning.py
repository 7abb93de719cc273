"""Labelled files read, learnt and used again; the model in force held against people's codes."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from insight import cli, inforce, learning
from insight.errors import InputError, UsageError
from insight.nlp import embed, learn, student
from insight.settings import Settings
from insight.types import Matrix

BINS = [f"the bins were missed on {d} and the lorry drove past" for d in "abcdefgh"]
BUSES = [f"bus number {n} is late and never stops here" for n in range(8)]
ROWS = [(t, "bins") for t in BINS] + [(t, "buses") for t in BUSES]
ROWS += [(f"bins missed and the bus late for {n} weeks", "bins; buses") for n in range(8)]
ROWS += [("None", "content"), ("none.", "content"), ("No.", "content"), ("Nothing", "content")]


def table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    rows = [(str(n), t, c) for n, (t, c) in enumerate(ROWS)]
    return table(tmp_path / "ours.csv", ("Person", "Comment", "Themes"), rows)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", encoder="fake", model="none")


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        (("1", "", "yes"), {"late", "wet, cold"}),
        (("0", "no", "None"), set()),
        (("-", "x", "FALSE"), {"dirty"}),
    ],
)
def test_a_column_each_label_with_a_mark(
    tmp_path: Path, cells: tuple[str, ...], labels: set[str]
) -> None:
    header = ("text", "late", "dirty", "wet, cold")
    path = table(tmp_path / "wide.csv", header, [("the bus", *cells)])
    read = learning.read_labelled(path, "text", "late, dirty,wet, cold")
    assert read.labels == (labels,)


def test_rows_without_a_word_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [("bins", "bins"), ("", "bins"), ("...", ""), ("n/a", "content")]
    read = learning.read_labelled(table(tmp_path / "f.csv", ("t", "l"), rows), "t", "l")
    assert read.texts == ("bins", "n/a")
    assert read.labels == ({"bins"}, {"content"})
    assert read.left_out == 2


def test_rare_labels_are_left_out() -> None:
    labels = (frozenset({"a", "b"}), frozenset({"a"}), frozenset({"c"}))
    given = learning.Labelled(("x", "y", "z"), labels, ("1", "2", "3"), 0)
    assert learning.frequent(given, 2).labels == ({"a"}, {"a"}, set())


@pytest.mark.parametrize("given", ["lat", "late,dirt", "", " , "])
def test_a_label_column_that_is_not_there_is_named(given: str) -> None:
    with pytest.raises(UsageError, match="--labels"):
        learning.split_columns(given, ("text", "late", "dirty"), Path("f.csv"))


def test_one_persons_texts_stay_together() -> None:
    people = [f"p{n % 40}" for n in range(200)]
    parts = learning.parts_by_person(people, 1)
    assert len({(p, part) for p, part in zip(people, parts, strict=True)}) == 40
    assert set(parts) == {0, 1, 2, 3, 4}


def test_what_is_learnt_codes_a_file_with_answers_like_none(
    labelled: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSIGHT_ENCODER", "fake")
    monkeypatch.setenv("INSIGHT_MODEL", "none")
    train = ("train", str(labelled), "--text", "Comment", "--labels", "Themes", "--id", "Person")
    assert cli.main([*train, "--out", "ours", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["texts"], said["left_out"], said["corrections"]) == (28, 0, 0)
    assert said["labels"] == {"bins": 16, "buses": 16, "content": 4}
    new = [("your bins were missed",), ("None",), ("",), ("a bus that never stops",)]
    path = table(tmp_path / "new.csv", ("Comment",), new)
    code = ["code", str(path), "--text", "Comment", "--out", "coded.csv", "--quiet"]
    assert cli.main([*code, "--model", "ours"]) == 0
    with (tmp_path / "coded.csv").open(encoding="utf-8-sig", newline="") as file:
        got = [row["themes"] for row in csv.DictReader(file)]
    assert got == ["bins", "content", "", "buses"]
    assert cli.main([*code, "--model", "none"]) == 0
    with (tmp_path / "coded.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(r for r in csv.DictReader(file) if r["Comment"] == "None")["tone"] == ""


def test_a_trial_says_how_good_it_is_likely_to_be(settings: Settings, tmp_path: Path) -> None:
    texts = [f"{t} {n}" for n in range(5) for t, _ in ROWS]
    labels = [frozenset(c.split("; ")) for _ in range(5) for _, c in ROWS]
    given = learning.Labelled(tuple(texts), tuple(labels), tuple(map(str, range(len(texts)))), 0)
    stages: set[str] = set()
    made = learning.train(
        given, tmp_path / "m", settings, notify=lambda stage, done, total: stages.add(stage)
    )
    assert made.check is not None
    assert made.check.n == len(texts) // 5
    assert made.check.micro.value > 0.8
    assert stages == {"embed", "heads"}


def test_heads_and_student_choose_their_thresholds_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heads that had not seen a text know nothing; the student tells the labels apart."""
    texts = [f"{word} {n}" for n in range(20) for word in ("bins", "roses")]
    labels = [frozenset({"bins"} if t.startswith("bins") else {"parks"}) for t in texts]
    heads, _ = learn.fit(texts, labels, embed.HashEncoder())

    class Knowing:
        def __init__(self, folder: Path) -> None:
            assert folder == tmp_path

        def logits(self, asked: Sequence[str]) -> Matrix:
            known = [(4.0, -4.0) if t.startswith("bins") else (-4.0, 4.0) for t in asked]
            return np.array(known, np.float32)

    monkeypatch.setattr(student, "Student", Knowing)
    unsure = np.full((len(texts), 2), 0.5, np.float32)
    rest = list(range(len(texts)))
    better, check = learning._with_student(heads, unsure, texts, labels, rest, tmp_path, 1)
    assert check.micro.value == 1
    low, high = learn.averaged(unsure[:2], Knowing(tmp_path).logits(["roses", "bins"]))[:, 0]
    assert (low < better.thresholds).all()
    assert (better.thresholds < high).all()
    assert better.keys == heads.keys


def test_codes_that_the_model_knows_all_stay(settings: Settings) -> None:
    book = {t.key for t in inforce.load_codebook(settings).active}
    known = [*book, "retired"]
    assert set(learning.descriptions(settings, {"noise"}, known)) == book
    assert set(learning.descriptions(settings, {"noise", "bins"}, known)) == {"noise", "bins"}
    assert set(learning.descriptions(settings, {"noise"})) == {"noise"}


def test_too_few_texts_write_nothing(settings: Settings, tmp_path: Path) -> None:
    given = learning.Labelled(("bins",), (frozenset({"bins"}),), ("1",), 0)
    with pytest.raises(InputError, match="at least 20"):
        learning.train(given, tmp_path / "m", settings)
    assert not (tmp_path / "m").exists()


def test_the_model_in_force_is_measured(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ("Drug dealing in the stairwell", "Loud music all night", "lovely roses")
    labels = (frozenset({"drugs"}), frozenset({"noise"}), frozenset({"noise"}))
    given = learning.Labelled(texts * 20, labels * 20, tuple(map(str, range(60))), 0)
    found = learning.measure(given, settings, (0, 25))
    by_key = {t.key: t for t in found.evaluation.themes}
    assert by_key["drugs"].f1.value == 1
    assert by_key["noise"].recall.value == pytest.approx(0.5)
    (none, before), (few, after) = found.curve
    assert (none, few) == (0, 25)
    assert after.micro.value > before.micro.value


def test_codes_that_the_model_lacks_are_learnt_afresh(settings: Settings) -> None:
    texts = ("The bins overflow again", "Roses everywhere", "The bus never comes")
    labels = (frozenset({"bins"}), frozenset[str](), frozenset({"buses"}))
    given = learning.Labelled(texts * 20, labels * 20, tuple(map(str, range(60))), 0)
    (_, before), (_, after) = learning.measure(given, settings, (0, 25)).curve
    assert before.micro.value == 0
    assert after.micro.value == 1


def test_answers_like_none_are_measured_as_a_run_leaves_them(settings: Settings) -> None:
    texts = ("Drug dealing in the stairwell", "None", "n/a")
    labels = (frozenset({"drugs"}), frozenset[str](), frozenset[str]())
    given = learning.Labelled(texts * 5, labels * 5, tuple(map(str, range(15))), 0)
    assert learning.measure(given, settings, ()).evaluation.samples.value == 1


def test_a_model_of_ones_own_brings_its_labels(
    labelled: Path, settings: Settings, tmp_path: Path
) -> None:
    learning.train(learning.read_labelled(labelled, "Comment", "Themes"), tmp_path / "m", settings)
    own = Settings(data=settings.data, encoder="fake", model=str(tmp_path / "m"))
    assert [t.key for t in inforce.load_codebook(own).active] == ["bins", "buses", "content"]


def test_evaluate_prints_its_report_line_by_line(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["evaluate", str(labelled), "--text", "Comment", "--labels", "Themes", "--no-curve"]
    call += ["--encoder", "fake", "--model", "none", "--data", str(tmp_path / "data")]
    assert cli.main(call) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("# ")
    assert any(line.startswith("| samples-F1 |") for line in lines)


def test_nothing_coded_is_nothing_to_measure_by(settings: Settings, tmp_path: Path) -> None:
    path = table(tmp_path / "bare.csv", ("Comment", "Themes"), [(text, "") for text, _ in ROWS])
    given = learning.read_labelled(path, "Comment", "Themes")
    with pytest.raises(InputError, match="no row has a code"):
        learning.measure(given, settings, ())
