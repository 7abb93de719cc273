"""Two projects in one store, by command line and pipeline: neither sees or touches the other."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from insight import cli, codebook, inforce, pipeline, receipt, waves
from insight.settings import Settings, load
from tests.small import ROWS, quick, write_survey

PARKS = codebook.make(
    "Parks",
    [
        {"key": "benches", "name": "Benches", "description": "To sit on.", "phrases": ["benches"]},
        {"key": "noise", "name": "Geese", "description": "Loud birds.", "phrases": ["music"]},
    ],
)


@pytest.fixture(autouse=True)
def _quick_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings from outside; a folder with a survey, a codebook and no store."""
    for name in [n for n in os.environ if n.startswith("INSIGHT_")]:
        monkeypatch.delenv(name)
    for name, value in {"ENCODER": "fake", "MODEL": "none", "DATA": "data"}.items():
        monkeypatch.setenv(f"INSIGHT_{name}", value)
    monkeypatch.chdir(tmp_path)
    write_survey(tmp_path / "small.csv", ROWS[:6])
    codebook.save(PARKS, tmp_path / "parks.yaml")


@pytest.fixture(scope="module")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `two` is a copy of."""
    folder = tmp_path_factory.mktemp("two")
    survey, settings = write_survey(folder / "small.csv", ROWS[:6]), quick(folder / "data")
    pipeline.run(survey, "2025", settings)
    with inforce.open_store(settings) as store:
        store.add_project("Parks", PARKS, "user:Ada")
    pipeline.run(survey, "Parks-2025", replace(settings, project="Parks"))
    return settings.data


@pytest.fixture
def two(_template: Path, tmp_path: Path) -> Settings:
    """A store with a wave in its first project and one in a second, which has its own codebook."""
    shutil.copytree(_template, tmp_path / "data")
    return quick(Path("data"))


def call(words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    """Exit code, and what was said: the object of --json, else the text."""
    code = cli.main(words.split())
    said = capsys.readouterr()
    return code, json.loads(said.out) if "--json" in words and not code else said.out + said.err


def test_status_lists_the_waves_of_each_project(
    two: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    said = call("status --json", capsys)[1]
    shown = [(p["project"], p["waves"], p["codebook"]["own"]) for p in said["projects"]]
    assert shown == [("First project", ["2025"], False), ("Parks", ["Parks-2025"], True)]
    assert [(w["wave"], w["project"]) for w in said["waves"]] == [
        *(("2025", "First project"), ("Parks-2025", "Parks"))
    ]
    assert said["codebook"]["themes"] == 22
    said = call("status --project Parks --json", capsys)[1]
    assert [w["wave"] for w in said["waves"]] == ["Parks-2025"]
    book = said["codebook"]
    assert (book["name"], book["file"], book["version"]) == ("Parks", None, PARKS.version)
    table = call("status", capsys)[1]
    assert [line.split()[0] for line in table.splitlines() if "small.csv" in line] == [
        *("First", "Parks")
    ]


def test_each_project_is_coded_with_its_own_codebook(
    two: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with inforce.open_store(two) as store:
        versions = {w.name: w.codebook for w in store.waves()}
        assert versions == {
            "2025": codebook.load(two.codebook).version,
            "Parks-2025": PARKS.version,
        }
    assert "Benches" in call("explain benches --project Parks", capsys)[1]
    assert "Benches" not in call("explain benches", capsys)[1]
    assert call("codebook diff parks.yaml --project Parks", capsys)[1].startswith("No difference")


def test_the_same_file_again_does_nothing_whatever_the_other_project_does(
    two: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its project need not be named; a codebook saved for one makes no work for the other."""
    for words in ("run small.csv --wave Parks-2025", "run small.csv --wave 2025"):
        assert call(f"{words} --json", capsys)[1]["fresh"] is False
        assert call(f"{words} --json", capsys)[1]["fresh"] is False, "by the receipt now"
    codebook.save(replace(PARKS, themes=PARKS.themes[:1]), Path("fewer.yaml"))
    code, said = call("codebook use fewer.yaml --project Parks", capsys)
    assert (code, said.split(",")[0]) == (0, "Parks")
    assert "is now the codebook of 'Parks'" in said
    assert call("run small.csv --wave 2025 --json", capsys)[1]["fresh"] is False
    again = call("run small.csv --wave Parks-2025 --json", capsys)[1]
    assert (again["fresh"], again["project"], len(again["themes"])) == (True, "Parks", 1)
    assert call("run small.csv --wave Parks-2025 --json", capsys)[1]["fresh"] is False


def test_a_codebook_named_by_flag_holds_for_that_call(
    two: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = str(two.codebook)
    flagged = call(f"run small.csv --wave Parks-2025 --codebook {shipped} --json", capsys)[1]
    assert len(flagged["themes"]) == 22
    monkeypatch.setenv("INSIGHT_CODEBOOK", shipped)
    plain = call("run small.csv --wave Parks-2025 --json", capsys)[1]
    assert len(plain["themes"]) == 2, "a variable is for projects without one of their own"
    assert load({"codebook": Path(shipped)}).codebook_given
    assert not load({}).codebook_given


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run small.csv --wave 2025 --project Parks", "is in the project 'First project', not in"),
        ("run small.csv --wave new --project Roads", "No project is called 'Roads'. Projects: F"),
        ("report 2025 --project Parks", "is in the project 'First project', not in 'Parks'"),
        ("export 2025 --project Parks --out o.csv", "is in the project 'First project', not in"),
        ("topics 2025 --project Parks", "is in the project 'First project', not in 'Parks'"),
        ("ledger 2025 --project Parks", "is in the project 'First project', not in 'Parks'"),
        ("status --project Roads", "No project is called 'Roads'"),
        ("explain Noise --project Roads", "No project is called 'Roads'"),
        ("project add Parks", "There is a project called 'Parks' already"),
        ("project move 2025 --to Roads", "No project is called 'Roads'"),
        ("project delete Roads", "No project is called 'Roads'"),
        ("project delete Parks", "'Parks' has a wave (Parks-2025): move or delete it first"),
        ("erase 2025 r1 --yes --project Parks", "is in the project 'First project', not in"),
        ("delete 2025 --yes --project Parks", "is in the project 'First project', not in"),
    ],
)
def test_the_wrong_project_is_said_in_one_line(
    two: Settings, words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = waves.status(two)
    code, told = call(words, capsys)
    assert code == 2
    assert said in told
    assert told.count("\n") == 1
    assert waves.status(two) == before


def test_a_wave_moves_and_a_project_is_renamed(
    two: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("project add Parks --codebook parks.yaml", capsys)[0] == 2
    assert call("project add Play --codebook parks.yaml", capsys) == (
        *(0, f"Project 'Play': made. Its codebook: Parks, 2 themes, version {PARKS.version}.\n"),
    )
    assert call("project move 2025 --to Parks", capsys)[0] == 0
    assert call("project rename Parks Green", capsys)[0] == 0
    said = call("status --json", capsys)[1]
    assert [(p["project"], p["waves"]) for p in said["projects"]] == [
        *(("First project", []), ("Green", ["2025", "Parks-2025"]), ("Play", []))
    ]
    assert "No wave yet in the project First project." in call("status", capsys)[1]
    moved = call("run small.csv --wave 2025 --json", capsys)[1]
    assert (moved["fresh"], moved["codebook"]) == (True, PARKS.version)


def test_a_run_says_its_project_where_one_was_named(
    two: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    named = call("run small.csv --wave Parks-2025 --project Parks", capsys)[1]
    assert "\nProject: Parks\n" in named
    assert named.rstrip().endswith("insight app --project=Parks")
    assert "Project:" not in call("run small.csv --wave Parks-2025", capsys)[1]


def test_the_first_project_may_be_named_by_the_first_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSIGHT_PROJECT", "Safety plan")
    assert call("run small.csv --wave w --json", capsys)[1]["project"] == "Safety plan"
    assert call("run small.csv --wave w --json", capsys)[1]["fresh"] is False


def test_a_receipt_of_one_project_says_nothing_of_another(two: Settings) -> None:
    survey = Path("small.csv")
    prints = {
        receipt.fingerprint(survey, "w", two),
        receipt.fingerprint(survey, "w", replace(two, project="Parks")),
        receipt.fingerprint(survey, "w", replace(two, codebook_given=True)),
        receipt.fingerprint(survey, "w", two, None, ""),
        receipt.fingerprint(survey, "w", two, None, PARKS.version),
    }
    assert len(prints) == 5
    # What a run is of hangs on the codebook, not on what its project is called.
    assert receipt.fingerprint(survey, "w", two, None, "v1") == receipt.fingerprint(
        survey, "w", replace(two, project="Parks", codebook=Path("gone.yaml")), None, "v1"
    )
