"""What is in force: the store, codebook, encoder and theme model that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight.errors import NoStoreError
from insight.settings import SHIPPED, Settings
from insight.types import Codebook, Notify, Theme, silent

if TYPE_CHECKING:
    from insight.nlp.embed import Encoder
    from insight.nlp.learn import LearnedModel
    from insight.nlp.reader import ReaderModel
    from insight.nlp.themes import ThemeModel
    from insight.store import Store


def open_store(settings: Settings, create: bool = True) -> Store:
    """Open the store that the settings name."""
    from insight.store import Store

    return Store.open(settings.store_url, create=create)


def holds_store(settings: Settings) -> bool:
    """Whether there may be a store to open: a file that exists, or a server."""
    url = settings.store_url
    return not url.startswith("sqlite") or Path(url.removeprefix("sqlite:///")).exists()


def load_codebook(settings: Settings, store: Store | None = None) -> Codebook:
    """The codebook in force: a model made by `insight train` brings its own labels.

    Where no store is given, the one that the settings name is asked if it is there.
    """
    from insight import codebook

    if learnt := own_codes(settings):
        themes = tuple(Theme(key, key, key) for key in learnt["keys"])
        return Codebook(str(learnt["name"]), themes, codebook.version(themes))
    return project_codebook(settings, store)


def project_codebook(settings: Settings, store: Store | None = None) -> Codebook:
    """The project's own codebook, else the one that the settings name."""
    from insight import codebook

    return own_codebook(settings, store) or codebook.load(settings.book)


def own_codebook(settings: Settings, store: Store | None = None) -> Codebook | None:
    """The codebook last saved for the project; None where none was, or a flag names another."""
    if settings.codebook_given:
        return None
    if store is None:
        if not holds_store(settings):
            return None
        try:
            store = open_store(settings, create=False)
        except NoStoreError:
            return None
        with store:
            return store.own_codebook(settings.project)
    return store.own_codebook(settings.project)


def save_codebook(
    store: Store, settings: Settings, before: Codebook, after: Codebook, by: str
) -> None:
    """Put a changed codebook in force for the next coding in the project; every version stays.

    `before` is the version that the change was made on: raises StoreError where another was saved
    meanwhile, RightsError where `by` may not.
    """
    from insight import codebook

    changes = len(codebook.diff(before, after))
    store.save_codebook(settings.project, before, after, by, changes)


def prepare(settings: Settings, notify: Notify = silent) -> tuple[str, str]:
    """Make the encoder ready and check the model's files; returns their names."""
    book = load_codebook(settings)
    encoder = load_encoder(settings, notify)
    return encoder.name, load_model(settings, book, encoder).name


def load_encoder(settings: Settings, notify: Notify = silent) -> Encoder:
    """The encoder that the settings name, built first where that has not been done."""
    from insight.nlp import embed

    notify("prepare", 0, 1)
    encoder = embed.load(settings.encoder, settings.data / "encoders")
    notify("prepare", 1, 1)
    return encoder


def load_model(settings: Settings, book: Codebook, encoder: Encoder) -> ThemeModel:
    """The theme model in force: as set, else the shipped one, else the codebook alone.

    Themes of the codebook that a trained reader does not know are coded by the codebook itself.
    A theme merged into another speaks for that one.
    """
    from insight.nlp.themes import MergedModel

    into = {theme.key: theme.into for theme in book.themes if theme.into}
    if not into:
        return _load_model(settings, book, encoder)
    themes = tuple(replace(t, retired=t.retired and not t.into) for t in book.themes)
    return MergedModel(_load_model(settings, replace(book, themes=themes), encoder), into)


def _load_model(settings: Settings, book: Codebook, encoder: Encoder) -> ThemeModel:
    from insight.codebook import only
    from insight.nlp.themes import CodebookModel, JoinedModel

    if own_codes(settings):
        return learned(Path(settings.model), encoder)
    if settings.model == "none" or settings.encoder == "fake":
        return CodebookModel(book, encoder)
    folder = Path(settings.model) if settings.model else SHIPPED
    if not settings.model and not (folder / "manifest.json").is_file():
        return CodebookModel(book, encoder)
    from insight.nlp.reader import ReaderModel

    reader = ReaderModel(folder, book)
    unknown = only(book, [t.key for t in book.active if t.key not in reader.keys])
    return JoinedModel(reader, CodebookModel(unknown, encoder)) if unknown.themes else reader


def own_codes(settings: Settings) -> Mapping[str, Any] | None:
    """The manifest of the model that is set, if it learnt people's own codes (`insight train`)."""
    from insight.manifest import check

    if settings.model in {"", "none"}:
        return None
    manifest = check(Path(settings.model))
    return manifest if manifest.get("kind") == "heads" else None


def passed_over(settings: Settings) -> Callable[[str], bool]:
    """Whether coding leaves a text out: answers like "none".

    Not so where the model learnt people's own codes: they may have one for such answers.
    """
    from insight import ingest

    return ingest.is_non_answer if own_codes(settings) is None else lambda text: False


def learned(folder: Path, encoder: Encoder) -> LearnedModel:
    """A model that `insight train` made."""
    from insight.nlp import learn, student

    heads, name = learn.load(folder)
    reader = shipped_reader()
    rich = learn.Enriched(encoder, reader) if reader and heads.encoder != encoder.name else encoder
    taught = (folder / student.FILES[0]).is_file()
    return learn.LearnedModel(
        heads, name, rich, reader, student.Student(folder) if taught else None
    )


def shipped_reader() -> ReaderModel | None:
    """The trained reader that ships, on its own codebook; None where there is none."""
    from insight import codebook

    if not (SHIPPED / "manifest.json").is_file():
        return None
    from insight.nlp.reader import ReaderModel

    return ReaderModel(SHIPPED, codebook.load(Settings().codebook))
