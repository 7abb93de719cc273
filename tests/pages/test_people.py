"""The audit: what people did, in their names, without residents' words."""

from insight.settings import Settings
from insight.store import Store

from .conftest import Open
from .reading import read
from .sample import SAID


def test_who_did_what_is_listed(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        quote = store.quotes("2024")[0]
        store.set_quote_status(quote, "approved", "user:Ada <b>")
    page = read(open_page("audit"))
    assert "Ada <b>" in page.text
    assert "b" not in page.tags
    assert "quote approved" in page.text
    assert not any(text in page.text for text, _, _ in SAID)


def test_it_says_that_nobody_is_checked_here(shared: Settings, open_page: Open) -> None:
    assert "names are taken on trust" in read(open_page("audit")).text
