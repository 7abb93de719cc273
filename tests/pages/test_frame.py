"""The frame: every page opens, the wave stays, a problem is one line, nothing heavy is loaded."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from insight.settings import ROOT, Settings
from insight.store import Store

from .conftest import Open
from .reading import param, read
from .sample import environment, wave

TITLES = {
    "": "What residents told us",
    "theme": "Drug use & dealing",
    "responses": "Responses",
    "quotes": "Quotes",
    "charts": "Charts and downloads",
    "waves": "Waves",
    "review": "Review",
    "codebook": "Codebook",
    "audit": "Audit and people",
}


@pytest.mark.parametrize("page", TITLES)
def test_every_page_opens(shared: Settings, open_page: Open, page: str) -> None:
    shown = read(open_page(page, person="Ada", wave="2025"))
    assert shown.text.startswith(TITLES[page])
    assert shown.tags.count("h1") == 1


@pytest.mark.parametrize("page", ["", "review", "waves"])
def test_every_page_opens_without_any_wave(empty: Settings, open_page: Open, page: str) -> None:
    assert "There is no wave yet" in read(open_page(page)).text


def test_the_newest_wave_is_shown_and_another_on_request(shared: Settings, open_page: Open) -> None:
    assert param(open_page(), "wave") == "2025"
    app = open_page(wave="2024")
    assert "2024: 48 respondents" in read(app).text
    app.sidebar.selectbox[0].select("2025").run()
    assert "2025: 48 respondents" in read(app).text
    assert param(app, "wave") == "2025"


def test_a_discussion_is_no_first_sight_while_there_is_a_survey(
    sample: Settings, open_page: Open
) -> None:
    with Store.open(sample.store_url) as store:
        talk = wave(store.codebook(store.wave("2025").codebook), "2026", turn=0)
        store.publish(replace(talk, kind="transcript"))
    assert param(open_page(), "wave") == "2025"
    assert param(open_page(wave="2026"), "wave") == "2026"
    with Store.open(sample.store_url) as store:
        for name in ("2024", "2025"):
            store.delete_wave(name, "user:Ada")
    assert param(open_page(), "wave") == "2026"


def test_the_menu_names_every_page_and_marks_the_open_one(
    shared: Settings, open_page: Open
) -> None:
    app = open_page("responses", wave="2024")
    menu = "".join(e.proto.body for e in app.sidebar if e.type == "html")
    assert re.findall(r'href="\./([a-z]*)\?wave=2024"', menu) == list(TITLES)
    assert re.findall(r'href="\./([a-z]*)[^>]*aria-current="page"', menu) == ["responses"]


def test_an_unknown_wave_or_value_in_the_address_is_passed_over(
    shared: Settings, open_page: Open
) -> None:
    app = open_page("theme", wave="1999", theme="nonsense", tone="<b>")
    assert "Drug use & dealing" in read(app).text


def test_a_broken_store_is_one_line(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("INSIGHT_STORE", f"sqlite:///{broken}")
    shown = read(open_page())
    assert shown.text.startswith("Problem:")
    assert "Traceback" not in shown.text


def test_an_unforeseen_failure_is_one_line_without_details(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("07700 900123 is a secret")

    monkeypatch.setattr(Store, "coded", fails)
    shown = read(open_page("responses"))
    assert "could not be drawn (ValueError)" in shown.text
    assert "07700" not in shown.text


def test_the_app_starts_without_anything_heavy(shared: Settings) -> None:
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app_streamlit.py', default_timeout=60).run()\n"
        "assert not app.exception\n"
        "heavy = ('torch', 'spacy', 'bertopic', 'sklearn', 'transformers', 'onnxruntime')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment(shared)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr
