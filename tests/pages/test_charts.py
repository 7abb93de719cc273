"""Charts and downloads: each chart with its table; files made when asked for."""

import csv
import io
import zipfile

import pytest

from insight.pages import charts
from insight.pages.desk import Desk
from insight.settings import Settings
from insight.store import Store
from insight.types import Figure

from .conftest import Open
from .reading import read


@pytest.mark.parametrize("kind", charts.KINDS)
def test_every_kind_of_chart_states_a_finding_and_has_a_table(
    shared: Settings, open_page: Open, kind: str
) -> None:
    app = open_page("charts", wave="2025", chart=kind)
    page = read(app)
    if "too few answers" in page.text:
        assert kind == "together"
        return
    assert page.tags.count("figure") == page.tags.count("table") >= 1


@pytest.mark.parametrize(("form", "start"), [("docx", b"PK"), ("html", b"<!"), ("xlsx", b"PK")])
def test_reports_are_made(shared: Settings, form: str, start: bytes) -> None:
    with Store.open(shared.store_url) as store:
        desk = Desk(shared, store, store.waves(), store.wave("2024"))
        made = charts._report(desk, form)
    assert made[:2].lower() == start.lower()
    if start == b"PK":
        assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None


def test_no_cell_of_a_table_runs_in_a_spreadsheet() -> None:
    figure = Figure("themes", "", "", "", {}, "", ("Theme", "n"), (("=1+1", 3), ("−5", -5)))
    rows = list(csv.reader(io.StringIO(charts.table_csv(figure).decode("utf-8-sig"))))
    assert rows == [["Theme", "n"], ["'=1+1", "3"], ["−5", "-5"]]
