"""Settings: what wins over what, and what a wrong value is told."""

from pathlib import Path

import pytest

from insight import settings
from insight.errors import UsageError


@pytest.mark.parametrize(
    ("flag", "variable", "file", "expected"),
    [
        (None, None, None, 8501),
        (None, None, 1, 1),
        (None, "2", 1, 2),
        (3, "2", 1, 3),
        (None, "", 1, 1),  # an empty variable is none
        (None, "2", None, 2),
    ],
)
def test_flag_beats_environment_beats_file(
    tmp_path: Path, flag: int | None, variable: str | None, file: int | None, expected: int
) -> None:
    toml = tmp_path / "settings.toml"
    toml.write_text("" if file is None else f"port = {file}\n")
    environment = {} if variable is None else {"INSIGHT_PORT": variable}
    found = settings.load({"port": flag}, environment, toml)
    assert found.port == expected


def test_the_file_in_the_working_folder_is_found_and_a_named_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings.load(environment={}).encoder == "default"
    Path("insight.toml").write_text('encoder = "here"\n')
    Path("other.toml").write_text('encoder = "there"\n')
    assert settings.load(environment={}).encoder == "here"
    assert settings.load(environment={"INSIGHT_CONFIG": "other.toml"}).encoder == "there"
    assert settings.load(environment={}, file=Path("other.toml")).encoder == "there"


@pytest.mark.parametrize(
    ("text", "variables", "said"),
    [
        ('colour = "red"', {}, "no setting is called 'colour'. Settings: data, store,"),
        ("port = [", {}, "cannot be read as settings"),
        ("", {"INSIGHT_PORT": "web"}, "INSIGHT_PORT: 'web' is not a whole number"),
        ('port = "x"', {}, "'x' is not a whole number"),
        ("campaigns = 8", {}, "'8' is not a number from 0.6 to 1 (campaigns)"),
        ("", {"INSIGHT_CAMPAIGNS": "most"}, "INSIGHT_CAMPAIGNS: 'most' is not a number from"),
    ],
)
def test_a_wrong_value_is_named_with_where_it_comes_from(
    tmp_path: Path, text: str, variables: dict[str, str], said: str
) -> None:
    toml = tmp_path / "settings.toml"
    toml.write_text(text)
    with pytest.raises(UsageError) as error:
        settings.load({}, variables, toml)
    assert said in str(error.value)


def test_a_missing_file_is_an_error_only_where_it_was_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.toml"):
        settings.load({}, {}, tmp_path / "gone.toml")


def test_the_store_lies_in_the_data_folder_unless_it_is_named() -> None:
    chosen = settings.load({"data": Path("/x")}, {})
    assert chosen.store_url == "sqlite:////x/insight.db"
    assert chosen.reports == Path("/x/reports")
    assert settings.load({"store": "postgresql://h/n"}, {}).store_url == "postgresql://h/n"


def test_paths_are_paths_whatever_they_come_from(tmp_path: Path) -> None:
    toml = tmp_path / "settings.toml"
    toml.write_text('data = "a"\n')
    assert settings.load({}, {}, toml).data == Path("a")
    assert settings.load({}, {"INSIGHT_CODEBOOK": "~/b.yaml"}).codebook == Path.home() / "b.yaml"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///folder/insight.db", "sqlite:///folder/insight.db"),
        ("sqlite:////folder/insight.db", "sqlite:////folder/insight.db"),
        ("postgresql://ann@host/name", "postgresql://ann@host/name"),
        ("postgresql://ann:s3cret@host:5432/name", "postgresql://ann:***@host:5432/name"),
        ("postgresql://ann:p@ss@host/name", "postgresql://ann:***@host/name"),
        ("postgresql:///name?user=ann&password=s3cret", "postgresql:///name?user=ann&password=***"),
        ("postgresql://ann:s/3?c#r@[::1]/name", "postgresql://ann:***@[::1]/name"),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert settings.safe_url(url) == shown
