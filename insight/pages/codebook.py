"""The codebook: read it, change it with a preview of what that does, keep every version."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from insight import codebook as books
from insight import inforce, recoding, words
from insight.errors import InsightError
from insight.pages import edits, filters, parts, safe, teaching
from insight.pages.desk import Desk
from insight.pages.safe import Markup, plain
from insight.types import Codebook, Theme

TOGETHER = 0.7
"""From this share on, those who raise one theme and another too are worth a warning."""

COMMON = 0.5
"""A new phrase in a larger share of the responses is worth a warning."""

FORMATS = {".yaml": "YAML", ".csv": "CSV", ".qdc": "REFI-QDA (.qdc)"}
ACTIONS = {
    "read": "Read the themes",
    "edit": "Change or retire a theme",
    "add": "Add a theme",
    "merge": "Merge two themes",
    "split": "Split a theme",
    "file": "Import or export",
    "versions": "Compare versions",
}


def show(desk: Desk) -> None:
    """Draw the page."""
    saved = inforce.project_codebook(desk.settings, desk.store)
    _own_draft(desk.settings.project)
    book: Codebook = st.session_state.get("book", saved)
    parts.title(
        "Codebook",
        f"{book.name}: {words.counted(len(book.active), 'theme')} in use, version {saved.version}. "
        "A change holds from the next coding on.",
    )
    if saved.version != desk.wave.codebook:
        _code_again(desk)
    teaching.watch(desk)  # its last word stays when there is nothing left to code again
    if problem := st.session_state.pop("book problem", ""):
        parts.notice(plain(problem), "error")
    if done := st.session_state.pop("book saved", ""):
        parts.notice(plain(done), "done")
    if book.version != saved.version:
        _pending(desk, saved, book)
    what = filters.select("do", "What to do", ACTIONS)
    ACTS[what](desk, book)


def _own_draft(project: str) -> None:
    """Bring up the draft of this project; that of another waits until people are back there."""
    state = st.session_state
    drafts = state.setdefault("books", {})
    before = state.get("book of", project)
    if before != project:
        drafts[before] = state.pop("book", None)
        if draft := drafts.pop(project, None):
            state["book"] = draft
    state["book of"] = project


def _pending(desk: Desk, saved: Codebook, book: Codebook) -> None:
    with st.container(border=True, key="pending"):
        parts.heading("Changes not saved yet", level=3)
        safe.draw(_differences(saved, book, "What saving will change"))
        if desk.waves:
            _preview(desk, saved, book)
        for warning in books.warnings(book):
            parts.notice(plain(warning), "warning")
        with st.container(horizontal=True):
            st.button(
                "Save",
                type="primary",
                on_click=_save,
                args=(desk, saved, book),
                disabled=not desk.may("save the codebook"),
                help=None if desk.person else "Write your name in the side bar first.",
            )
            st.button("Discard", on_click=lambda: st.session_state.pop("book", None))


FIELDS = {
    "name": "Name",
    "description": "Definition",
    "parent": "Group of themes",
    "include": "Counts",
    "exclude": "Does not",
    "examples": "Examples",
    "phrases": "Phrases",
    "retired": "Retired",
    "into": "Merged into",
}
"""What people call the fields of a theme."""


def _differences(old: Codebook, new: Codebook, caption: str) -> Markup:
    """What changed between two versions, as a table; themes by their names."""
    names = {t.key: t.name for t in (*old.themes, *new.themes)}

    def told(what: str, how: str) -> str:
        if what == "retired":
            return "in use again" if how.endswith("False") else "no longer coded with"
        if what == "into":
            return " → ".join(names.get(key.strip(), key) for key in how.split("→")).strip(" →")
        return how

    rows = [
        (plain(names[key]), FIELDS.get(what, what.capitalize()), plain(told(what, how)))
        for key, what, how in books.diff(old, new)
    ]
    return parts.table(("Theme", "What", "Change"), rows, caption)


def _effects(desk: Desk, saved: Codebook, theme: Theme) -> list[tuple[str, Theme, int, int]]:
    """For each new phrase of a theme: how many responses hold it, and how many raise the theme."""
    before = next((t.phrases for t in saved.themes if t.key == theme.key), ())
    wave, stamp = desk.wave.name, desk.store.stamp(desk.wave.name)
    return [
        (phrase, theme, *_held(desk, desk.settings.store_url, wave, stamp, phrase, theme.key))
        for phrase in [p for p in theme.phrases if p not in before][:20]
    ]


@st.cache_data(show_spinner="Looking for the new phrases", max_entries=256)
def _held(_desk: Desk, url: str, wave: str, stamp: str, phrase: str, theme: str) -> tuple[int, int]:
    return recoding.holding(_desk.store, wave, phrase, theme)


def _preview(desk: Desk, saved: Codebook, book: Codebook) -> None:
    """What coding with the changed codebook would change in this wave."""
    names = {t.key: t.name for t in (*saved.themes, *book.themes)}
    effects = [e for t in book.active for e in _effects(desk, saved, t)]
    if effects:
        columns = ("New phrase", "Theme", "Responses that hold it", "Not coded so yet")
        found: list[tuple[parts.Cell, ...]] = [
            (plain(phrase), plain(theme.name), having, having - coded)
            for phrase, theme, having, coded in effects
        ]
        safe.draw(parts.table(columns, found, f"New phrases in {desk.wave.name}", (2, 3)))
        for phrase, theme, having, _ in effects:
            if having > COMMON * desk.wave.responses:
                parts.notice(
                    plain(
                        f"“{phrase}” is in {words.part(having, desk.wave.responses)} of the "
                        f"responses: does it tell {theme.name} from the rest?"
                    ),
                    "warning",
                )
    wave, stamp = desk.wave.name, desk.store.stamp(desk.wave.name)
    seen = _previewed(desk, wave, stamp, saved, book, saved.version, book.version)
    of = f"{words.counted(seen.n, 'response')} of {wave} that no person has judged"
    if seen.n < seen.total and seen.total > recoding.SAMPLE:
        of = f"a random sample of {of} ({words.number(seen.total)} in all)"
    if not seen.changes:
        parts.notice(
            f"Coding again with this codebook would change none of {of}. A phrase adds to what the "
            "model sees; it does not decide alone. To decide, review the responses."
        )
        return
    rows: list[tuple[parts.Cell, ...]] = [
        (plain(names.get(c.theme, c.theme)), c.before, c.gained, c.lost, c.after)
        for c in seen.changes
    ]
    columns_ = ("Theme", "Now", "Gains", "Loses", "Then")
    safe.draw(parts.table(columns_, rows, f"Coded both ways: {of}", (1, 2, 3, 4)))
    parts.text(
        "Responses by theme. A new phrase that the model had already seen in other words gains "
        "nothing; it adds to what the model sees and does not decide alone.",
        style="small",
    )


@st.cache_data(show_spinner="Coding a copy to see what changes", max_entries=32)
def _previewed(
    _desk: Desk, wave: str, stamp: str, _old: Codebook, _new: Codebook, old: str, new: str
) -> recoding.Preview:
    return recoding.preview(_desk.store, _desk.settings, wave, _old, _new)


def _code_again(desk: Desk) -> None:
    with st.container(border=True, key="again"):
        parts.notice(
            f"{desk.wave.name} was coded with version {desk.wave.codebook}. Coding again takes no "
            "file and about as long as the first time. What people judged stays, and teaches the "
            "model, as under Review."
        )
        st.button(
            "Code all waves with this version",
            on_click=teaching.start,
            args=(desk,),
            disabled=not desk.may("publish a wave"),
        )


def _save(desk: Desk, saved: Codebook, book: Codebook) -> None:
    try:
        inforce.save_codebook(desk.store, desk.settings, saved, book, desk.by)
    except InsightError as error:
        st.session_state["book problem"] = str(error)
        return
    st.session_state.pop("book", None)
    again = " Code the waves again for it to count." if desk.waves else ""
    st.session_state["book saved"] = f"Saved as version {book.version}.{again}"


def _try(change: Callable[[], Codebook]) -> None:
    """Take a change into the draft, or say what is wrong with it."""
    try:
        st.session_state["book"] = change()
    except InsightError as error:
        st.session_state["book problem"] = str(error)


def _look_again(desk: Desk, book: Codebook) -> None:
    """Themes that are vague or hard to tell apart, by their words and by who raises them."""
    found = [*books.warnings(book), *(_overlaps(desk) if desk.waves else ())]
    if found:
        with st.expander(f"Look again: {words.counted(len(found), 'warning')}", key="warnings"):
            for warning in found:
                parts.notice(plain(warning), "warning")


def _overlaps(desk: Desk) -> list[str]:
    """Pairs of themes where most who raise one raise the other too."""
    themes = {t.theme.key: t for t in desk.findings().themes}
    who = words.people(desk.wave.kind)
    return [
        f"{words.part(n, t.share.count)} of the {who}s who raise '{key}' raise '{other}' too "
        f"({n} of {t.share.count} in {desk.wave.name}): are they one theme?"
        for key, t in themes.items()
        for other, n in t.together
        if other in themes and t.share.count >= words.FEW and n >= TOGETHER * t.share.count
    ]


def _read(desk: Desk, book: Codebook) -> None:
    _look_again(desk, book)
    for parent in dict.fromkeys(t.parent for t in book.themes):
        parts.heading(parent or "Themes without a group")
        for theme in (t for t in book.themes if t.parent == parent):
            retired = " (retired)" if theme.retired else ""
            lists = safe.joined(
                Markup("<p><strong>{}:</strong> {}</p>").format(what, plain("; ".join(items)))
                for what, items in (
                    ("Counts", theme.include),
                    ("Does not", theme.exclude),
                    ("For example", theme.examples),
                    ("Phrases", theme.phrases),
                )
                if items
            )
            safe.draw(
                Markup(
                    '<section class="prose"><h3>{}{}</h3><p>{}</p><details><summary>Details of {}'
                    "</summary>{}</details></section>"
                ).format(
                    plain(theme.name), retired, plain(theme.description), plain(theme.name), lists
                )
            )


def _pick(book: Codebook, title: str, key: str, without: str = "") -> str:
    names = {
        t.key: t.name + (" (retired)" if t.retired else "") for t in book.themes if t.key != without
    }
    return str(st.selectbox(title, list(names), format_func=lambda k: names[k], key=key))


def _form(theme: Theme, key: str) -> dict[str, object]:
    """The fields of a theme, to be changed inside a form."""
    name = st.text_input("Name", theme.name, max_chars=80, key=f"name {key}")
    described = st.text_area("Definition", theme.description, key=f"description {key}")
    fields: dict[str, object] = {"name": name.strip(), "description": described.strip()}
    fields["parent"] = st.text_input("Group of themes", theme.parent, key=f"parent {key}").strip()
    titles = {
        "include": "Counts as this theme",
        "exclude": "Does not count",
        "examples": "Examples",
        "phrases": "Phrases (words in any form: “dealer” finds “dealers”; or a pattern between "
        "slashes: “/no+z|n2o/”)",
    }
    for field, title in titles.items():
        held = getattr(theme, field)
        text = st.text_area(
            f"{title}, one a line",
            "\n".join(held),
            key=f"{field} {key}",
            height=28 * min(max(len(held) + 1, 4), 16),
        )
        fields[field] = edits.lines(text)
    return fields


def _edit(desk: Desk, book: Codebook) -> None:
    key = _pick(book, "Theme to change", "edit theme")
    theme = book[key]
    with st.form(f"edit {key} {book.version}"):
        fields = _form(theme, f"{key} {book.version}")
        fields["retired"] = st.checkbox("Retired: no longer coded with", theme.retired)
        if st.form_submit_button("Preview the change", type="primary"):
            _try(lambda: edits.changed(book, key, **fields))
            st.rerun()


def _add(desk: Desk, book: Codebook) -> None:
    with st.form(f"add {book.version}"):
        fields = _form(Theme("", "", ""), f"new {book.version}")
        if st.form_submit_button("Preview the change", type="primary"):
            name = str(fields.pop("name"))
            _try(lambda: edits.added(book, name, **fields))
            st.rerun()


def _merge(desk: Desk, book: Codebook) -> None:
    key = _pick(book, "Merge this theme", "merge from")
    into = _pick(book, "into this one", "merge into", without=key)
    said = "The first is retired; its phrases and examples go to the second."
    if desk.waves:
        first, second = (desk.store.count(desk.wave.name, theme=k) for k in (key, into))
        said = (
            f"In {desk.wave.name}, {words.counted(first, 'response')} raise the first and "
            f"{words.counted(second, 'response')} the second. {said}"
        )
    parts.text(said)
    # Not by a callback: that would merge what was chosen when the page was last drawn.
    if st.button("Preview the merge", type="primary"):
        _try(lambda: edits.merged(book, key, into))
        st.rerun()


def _split(desk: Desk, book: Codebook) -> None:
    key = _pick(book, "Theme to split", "split theme")
    theme = book[key]
    with st.form(f"split {key} {book.version}"):
        name = st.text_input("Name of the new theme", max_chars=80)
        described = st.text_area("Its definition")
        moved = {
            field: st.multiselect(f"Move from “{FIELDS[field]}”", list(getattr(theme, field)))
            for field in ("phrases", "examples", "include")
        }
        if st.form_submit_button("Preview the split", type="primary"):
            _try(lambda: edits.split(book, key, name, described, moved))
            st.rerun()


def _file(desk: Desk, book: Codebook) -> None:
    with st.container(horizontal=True):
        for suffix, name in FORMATS.items():
            text = books.dumps(book, suffix).encode()
            st.download_button(f"Export as {name}", text, f"codebook{suffix}", on_click="ignore")
    parts.text(
        "REFI-QDA is read and written by NVivo, ATLAS.ti, MAXQDA, QualCoder and others. What a "
        "theme holds beside its name and definition stands in the description there.",
        style="small",
    )
    kinds = ["yaml", "yml", "csv", "qdc"]
    file = st.file_uploader("Import a codebook", type=kinds, max_upload_size=5)
    if file and st.button("Preview the import", type="primary"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"codebook{Path(file.name).suffix.lower()}"
            path.write_bytes(file.getvalue())
            _try(lambda: replace(books.load(path), name=book.name))
        st.rerun()


def _versions(desk: Desk, book: Codebook) -> None:
    known = {b.version: b for b in (*desk.store.codebooks(desk.settings.project), book)}
    saved = desk.store.saved_books(desk.settings.project)
    used: dict[str, list[str]] = {}
    for wave in desk.waves:
        used.setdefault(wave.codebook, []).append(wave.name)

    def name(version: str) -> str:
        waves = f", {words.listing(used[version])} coded with it" if version in used else ""
        by, at = saved.get(version, ("", None))
        when = f", saved on {words.day(at.date())} by {by.removeprefix('user:')}" if at else ""
        draft = " (being changed)" if version == book.version and version not in saved else ""
        themes = words.counted(len(known[version].active), "theme")
        return f"{themes}{when}{waves}{draft} ({version})"

    names = list(known)
    if len(names) == 1:
        parts.notice("There is one version so far.")
        return
    old = st.selectbox("From version", names, index=0, format_func=name)
    new = st.selectbox("To version", names, index=len(names) - 1, format_func=name)
    if not books.diff(known[old], known[new]):
        parts.notice("These two are the same.")
        return
    safe.draw(_differences(known[old], known[new], "What changed"))


ACTS: dict[str, Callable[[Desk, Codebook], None]] = {
    "read": _read,
    "edit": _edit,
    "add": _add,
    "merge": _merge,
    "split": _split,
    "file": _file,
    "versions": _versions,
}
