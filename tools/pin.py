"""Writes requirements.txt: what pyproject.toml asks for and all that this needs, as installed here.

usage: python tools/pin.py [--check]

With --check nothing is written; the exit code is 1 where a direct need has no pin in the file.
"""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "requirements.txt"
HEAD = """\
# Every package that Insight and its tests need, each at the version they were tested with.
# Made by `python tools/pin.py` from the needs named in pyproject.toml.
# pip install -r requirements.txt
"""


def name_of(text: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", text).lower()


def closure(needs: list[str]) -> dict[str, str]:
    """The version here of each need and of all that it needs, by name."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = [Requirement(need) for need in needs]
    while todo:
        need = todo.pop()
        name, extras = name_of(need.name), frozenset(need.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        package = metadata.distribution(name)
        found[name] = package.version.partition("+")[0]  # "+cpu" is a build, not a version
        todo += [
            further
            for further in map(Requirement, package.requires or [])
            if not further.marker
            or any(further.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        ]
    return found


def document() -> str:
    """The text of requirements.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    runtime, development = project["dependencies"], project["optional-dependencies"]["dev"]
    parts = [HEAD]
    direct = {name_of(Requirement(n).name) for n in runtime + development}
    running = closure(runtime)
    testing = {n: v for n, v in closure(development).items() if n not in running}
    for title, pins in (
        ("To run: named by Insight", {n: v for n, v in running.items() if n in direct}),
        ("To run: needed by those", {n: v for n, v in running.items() if n not in direct}),
        ("To test and check: named", {n: v for n, v in testing.items() if n in direct}),
        (
            "To test and check: needed by those",
            {n: v for n, v in testing.items() if n not in direct},
        ),
    ):
        lines = "\n".join(f"{name}=={version}" for name, version in sorted(pins.items()))
        parts.append(f"# {title}\n{lines}\n")
    return "\n".join(parts)


def main() -> int:
    """Write the file, or look whether it holds every direct need."""
    if "--check" not in sys.argv[1:]:
        OUT.write_text(document(), encoding="utf-8")
        return 0
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = set(re.findall(r"^([\w.-]+)==", OUT.read_text("utf-8"), re.MULTILINE))
    needs = project["dependencies"] + project["optional-dependencies"]["dev"]
    missing = [n for n in needs if name_of(Requirement(n).name) not in pinned]
    if missing:
        print(f"requirements.txt has no pin for {', '.join(missing)}: run python tools/pin.py")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
