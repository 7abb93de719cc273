"""What a page shows, read off its HTML: the words, the tags, the links."""

from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest


class Page(HTMLParser):
    """The text, tags and addresses of a piece of HTML; `marked` are the texts of its marks."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.links, self.marked = "", [], [], []
        self._inside = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(v) for k, v in attrs if k in ("href", "src") and v]
        if tag == "mark":
            self._inside += 1
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._inside:
            self.marked[-1] += data


def html(app: AppTest) -> str:
    """All HTML of the page, in its order."""
    return "\n".join(e.proto.body for e in app.main if e.type == "html")


def read(app: AppTest) -> Page:
    """The page as it reads."""
    assert not app.exception, app.exception
    return Page(html(app))


def param(app: AppTest, name: str) -> str:
    """A value in the address bar, "" where there is none."""
    value = app.query_params.get(name, "")
    return value if isinstance(value, str) else "".join(value)
