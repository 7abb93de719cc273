"""Writes docs/cli.md from the command line itself.

usage: python tools/cli_docs.py [--check]

With --check nothing is written; the exit code is 1 where the file is not what would be written.
"""

import sys
from pathlib import Path
from typing import Any

import typer.main

from insight.cli import program

OUT = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

HEAD = """\
# The command line

Made from the program by `python tools/cli_docs.py`; a test checks that it is up to date.

Results go to the standard output, errors and progress bars to the standard error. An error is one
line that says what, where and what to do. Progress bars show on a terminal only.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | the run failed: a store, model or folder cannot be used; nothing of the run was stored |
| 2 | the call was wrong (no such file, column or wave), or a person must settle how to read it |
| 130 | stopped with Ctrl-C; a wave is stored whole or not at all |

`INSIGHT_DEBUG=1` shows where an error came from.

## Settings

Each may be given as an option before or behind the command's name, as an environment variable, or
in a TOML file (`insight.toml` in the working folder, or the file that `--config` or
`INSIGHT_CONFIG` names). The first of these that has it counts.

| option | variable | in the file | default |
| --- | --- | --- | --- |
| `--data` | `INSIGHT_DATA` | `data` | `insight-data` |
| `--store` | `INSIGHT_STORE` | `store` | a SQLite file in the data folder |
| `--project` | `INSIGHT_PROJECT` | `project` | the first project |
| `--codebook` | `INSIGHT_CODEBOOK` | `codebook` | `corpora/codebook.yaml` |
| `--model` | `INSIGHT_MODEL` | `model` | the shipped model; `none` codes with the codebook alone |
| `--encoder` | `INSIGHT_ENCODER` | `encoder` | `default` |
| `--campaigns` | `INSIGHT_CAMPAIGNS` | `campaigns` | `0.8`, of 0.6 to 1: how alike a campaign is |
| `--host` (of `app`) | `INSIGHT_HOST` | `host` | `127.0.0.1` |
| `--port` (of `app`) | `INSIGHT_PORT` | `port` | `8501` |

A store on a server is named by its URL, `postgresql://user@host/name`.

A project codes with the codebook last saved for it. `--codebook` as an option beats that, for the
one call (not for `app`); the variable and the file only say what a project without one codes with.
"""

SHARED = {
    *("data", "store", "project", "codebook", "model", "encoder", "campaigns", "config"),
    *("quiet", "help"),
}

JSON: dict[str, dict[str, str]] = {
    "insight run --json": {
        "wave": "name of the wave",
        "project": "name of the project that it is in",
        "kind": "`survey` or `transcript`",
        "file": "name of the file read",
        "format": "what kind of file it is",
        "profile": "whose export it is, `plain` where it is nobody's in particular",
        "encoding": "its encoding, empty where the format has none",
        "rows": "data rows, or turns of a transcript",
        "warnings": "what was noticed while reading",
        "questions": "the open questions, in order",
        "groups": "names of the columns that group respondents",
        "respondents": "people with at least one answer analysed: the n of every share",
        "responses": "answers analysed",
        "ledger": "`received` = `analysed` + the sum of `excluded`, an object of counts by reason",
        "sentences": "the answer in words",
        "themes": "every theme by rank: `key`, `name`, `parent`; `share` of respondents with its "
        "interval `low` to `high` (0 to 1) at `level` by `method`, `count` of `n` respondents; "
        "`responses` that raise it, their `tone` (counts by tone on this theme), and how many of "
        "them ask for something (`asks`); its share `without_campaigns`, null where there are none",
        "audit": "null until people have judged 50 respondents of the random sample; else how many "
        "of the `respondents` are `audited`, and of `themes` by `key`, counted in respondents: how "
        "many are `coded` with it, how many of these were audited (`heard`) and have it (`right`), "
        "how many others were audited (`unheard`) and have it all the same (`missed`), and the "
        "`share` made good with its interval `low` to `high`, null where either is under 5",
        "tone": "responses by tone: `neg`, `neu`, `pos`, `mix`",
        "asks": "responses that ask for something",
        "uncoded": "responses that raise no theme",
        "campaigns": "size of each group of five or more like-worded responses",
        "likeness": "least likeness (0 to 1) of the responses of such a group",
        "redacted": "personal details taken out, by kind",
        "codebook": "version of the codebook",
        "model": "name of the model",
        "report": "path of the report",
        "fresh": "false where the wave was stored already and nothing was done again",
    },
    "insight ingest FILE --dry-run --json": {
        "file": "name of the file",
        "sha256": "hash of its bytes",
        "format": "what kind of file it is",
        "profile": "whose export it is, `plain` where it is nobody's in particular",
        "kind": "`survey` or `transcript`",
        "encoding": "its encoding, empty where the format has none",
        "delimiter": "what parts its cells, empty where the format has none",
        "header_rows": "rows up to and with the header",
        "rows": "data rows, or turns",
        "columns": "`name`, `label`, `role` and `reason` of each column",
        "received": "answers: rows times open questions, or turns",
        "accepted": "answers that would be analysed; the rest is in `excluded`",
        "excluded": "answers left out, by reason",
        "respondents": "people with at least one answer accepted",
        "rejected": "`row` and `reason` of each row that cannot be read",
        "questions": "what a person must settle: `about`, `column`, `question`, `examples`, "
        "`choices`, `settle` (the line of a mapping file) and `blocking`; exit code 2 where one "
        "is blocking",
        "warnings": "what was noticed while reading",
        "preview": "the first ten rows as they will be read; cells of ignored columns are empty",
        "kept_mapping": "whether the file was read as last accepted for files with these columns",
        "difference": "with --wave, what the file would change in that wave: `new`, `changed` and "
        "`gone` as lists of `row`, `question` and `id`, and the number that are the `same`; else "
        "null",
    },
    "insight status --json": {
        "version": "version of Insight",
        "store": "URL of the database, without its password",
        "data": "the data folder",
        "model": "folder of the model; `shipped`; or `none`",
        "encoder": "the encoder",
        "redaction": "what names are found with: `rules and a model`, or rules alone and why",
        "codebook": "of the project, or of the first: `name`, `file` (null where it is the "
        "project's own, kept in the store), `version` and number of `themes`",
        "responses": "responses in all waves that are listed",
        "projects": "for each project, or the one of --project, its name `project`; when it was "
        " `created` and last `active` (UTC); its `codebook`, by `name`, `version`, number of "
        "`themes` and whether it is its `own`; and the names of its `waves`",
        "waves": "for each of these waves its name `wave`, `project`, `kind`, `file`, `questions`, "
        "`respondents`, `responses`, `ledger`, `codebook`, `model`, id of the `run` in force and "
        "`analysed_at` (UTC)",
    },
    "insight ledger WAVE --json": {
        "wave": "name of the wave",
        "received": "answers received",
        "analysed": "answers analysed; the others are in `left_out`",
        "left_out": "`file`, `row` (data rows from 1, or turns), `question` and `reason` of each",
    },
    "insight train --json": {
        "model": "folder of the model",
        "texts": "texts learnt from",
        "corrections": "how many of them are people's corrections from the store",
        "left_out": "rows without words",
        "labels": "number of texts by label",
        "check": "accuracy in a trial that did not see a fifth of the people, as below, or null",
    },
    "insight evaluate --json": {
        "model": "name of the model",
        "n": "texts",
        "samples": "F1 by text: `value` with its interval `low` to `high`",
        "micro": "F1 over all pairs of text and theme, likewise",
        "macro": "mean F1 of the themes, likewise",
        "themes": "by key: `support`, `precision`, `recall`, `f1` (`low` to `high`), `kappa`",
        "confusion": "up to 50 of [theme missed, theme given instead, texts]",
        "calibration_error": "expected difference of score and share right",
        "calibration": "[mean score, share right, pairs] by band of scores",
        "curve": "`samples`, `micro` and `macro` by number of labels learnt from",
    },
    "insight topics WAVE --json": {
        "wave": "name of the wave",
        "seed": "the seed",
        "uncoded": "responses that raise no theme of the codebook",
        "topics": "`id`, `name`, `words` with weights, ids of its `responses`, `typical` texts",
        "left_out": "`response` and `reason` of each response in no topic",
    },
}
"""Every key of the objects that --json prints, and what it holds."""

FOOT = """\
With `--json` a command prints one object on the standard output and nothing else; on an error it
prints none. `insight run` with several files prints `{"waves": [...]}` with one such object a file.
A dry run of a transcript has also `turns`, `speakers` (pseudonyms), `facilitators`,
`facilitator_turns`, `unattributed_turns` and `cross_talk`.
"""


def document() -> str:
    """The whole text of docs/cli.md."""
    root: Any = typer.main.get_command(program)
    parts = [HEAD, "## Commands\n"]
    for name, command in root.commands.items():
        for path, one in _leaves(f"insight {name}", command):
            parts.append(_command(path, one))
    parts += ["## JSON objects\n", FOOT]
    for title, keys in JSON.items():
        rows = "\n".join(f"| `{key}` | {meaning} |" for key, meaning in keys.items())
        parts.append(f"### `{title}`\n\n| key | holds |\n| --- | --- |\n{rows}\n")
    return "\n".join(parts)


def _leaves(path: str, command: Any) -> list[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, command)]
    return [leaf for name, one in inner.items() for leaf in _leaves(f"{path} {name}", one)]


def _command(path: str, command: Any) -> str:
    own = [p for p in command.params if p.name not in SHARED]
    arguments = [p for p in own if p.param_type_name == "argument"]
    options = [p for p in own if p.param_type_name == "option"]
    usage = " ".join([path, *(_argument(p) for p in arguments), *(_usage(p) for p in options)])
    lines = [f"### `{path}`\n", "```", usage, "```\n", f"{command.help}\n"]
    if own:
        lines += ["| | |", "| --- | --- |"]
        lines += [f"| `{_argument(p)}` | {p.help} |" for p in arguments]
        lines += [f"| `{', '.join(p.opts)}` | {p.help}{_default(p)} |" for p in options]
    return "\n".join(lines) + "\n"


def _argument(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name).strip("{}").upper().rstrip("S")
    return f"{name}…" if parameter.nargs == -1 else name


def _usage(parameter: Any) -> str:
    name = parameter.opts[0]
    shown = name if parameter.is_flag else f"{name} {parameter.name.upper()}"
    return shown if parameter.required else f"[{shown}]"


def _default(parameter: Any) -> str:
    if parameter.required or parameter.default in (None, False, ""):
        return ""
    return f" Default: `{parameter.default}`."


def main() -> int:
    """Write the file, or compare it."""
    text = document()
    if "--check" in sys.argv[1:]:
        if not OUT.is_file() or OUT.read_text("utf-8") != text:
            print("docs/cli.md is out of date: run python tools/cli_docs.py")
            return 1
        return 0
    OUT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
