"""The README's examples run, and print what the README says wherever no model has a part in it.

In a `console` block a line that starts with `$` is run; the lines after it must come out in their
order, `...` standing for any others. `insight explain` runs with the shipped model and must give
the same words, whatever the figures. The other examples run with the fake encoder and the codebook
alone, so lines with a model's figures are only held against the shape of what comes out.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from insight import cli
from insight.cli import program
from insight.settings import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
FIGURE = re.compile(r"\d+")


def examples() -> list[tuple[str, list[str]]]:
    """Every command of the console blocks with the lines that follow it."""
    found: list[tuple[str, list[str]]] = []
    for kind, text in BLOCKS:
        for line in text.splitlines() if kind == "console" else ():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line.strip():
                found[-1][1].append(line)
    return found


def shape(line: str) -> str:
    """A line without figures, file hashes and how wide its columns are."""
    return " ".join(FIGURE.sub("0", re.sub(r"[0-9a-f]{6,}", "0", line)).split())


def modelled(line: str) -> bool:
    """Whether a line hangs on what a model found."""
    return ("%" in line and "distinct" not in line) or "no theme" in line


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as the README's reader has it."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "corpora" / "samples", folder / "corpora" / "samples")
    shutil.copy(ROOT / "corpora" / "codebook.yaml", folder / "corpora")
    return folder


def test_the_examples_run_and_print_what_they_say(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INSIGHT_ENCODER", "fake")
    monkeypatch.setenv("INSIGHT_MODEL", "none")
    for name in ("DATA", "STORE", "CODEBOOK", "CONFIG"):
        monkeypatch.delenv(f"INSIGHT_{name}", raising=False)
    assert len(examples()) >= 9
    for command, expected in examples():
        capsys.readouterr()
        program_name, *words = shlex.split(command)
        assert program_name == "insight"
        shipped = words[0] == "explain"
        with monkeypatch.context() as patch:
            for name in ("ENCODER", "MODEL") if shipped else ():
                patch.delenv(f"INSIGHT_{name}")
            code = cli.main(words)
        said = capsys.readouterr()
        assert code == 0, f"{command}\n{said.err}"
        printed = iter(said.out.splitlines())
        for line in (e for e in expected if e != "..." and (shipped or not modelled(e))):
            assert any(shape(line) == shape(p) for p in printed), f"{command}\n{line}\n{said.out}"


def test_every_command_and_option_in_the_readme_exists() -> None:
    import typer

    root = typer.main.get_command(program)
    for line in (li for _, text in BLOCKS for li in text.splitlines()):
        found = re.match(r"(?:\$ |\.venv\\Scripts\\)?insight (\w+)(.*)", line)
        if not found:
            continue
        command = root.commands[found[1]]
        options = {o for p in command.params for o in p.opts}
        for sub in getattr(command, "commands", {}).values():
            options |= {o for p in sub.params for o in p.opts}
        used = {w.partition("=")[0] for w in found[2].split() if w.startswith("--")}
        assert used <= options, line


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test", "demo", "check"} <= named
    assert named <= targets


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    links = [li for li in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in li]
    assert [li for li in links if not (ROOT / li).exists()] == []


def test_the_table_of_settings_names_them_all() -> None:
    from insight.settings import KINDS

    for name in KINDS:
        assert f"`INSIGHT_{name.upper()}`" in README
        assert f"`{name}`" in README
