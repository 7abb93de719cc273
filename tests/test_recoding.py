"""Coding again: corrections teach, people stay in force, a merged theme lives on in the other."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from insight import codebook as books
from insight import inforce, ingest, pipeline, recoding, vectors
from insight.nlp import correct
from insight.pages import edits
from insight.settings import Settings
from insight.store import RightsError, Store
from insight.types import Assignment
from tests.pages.sample import SAID, build

BINS = ("The bins are late again.",)
ADA = "user:Ada"
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return build(tmp_path / "data")


def judged(id: str, theme: str, present: bool) -> Assignment:
    return Assignment(id, theme, float(present), present, (), ADA, NOW)


def coding(store: Store, wave: str) -> dict[str, frozenset[str]]:
    return {c.response.id: frozenset(c.themes) for c in store.coded(wave)}


# --- what is learnt -----------------------------------------------------------------------------


def lesson(n: int = 60, told: bool = True) -> correct.Lessons:
    """A model that is undecided, and a theme that the first dimension tells, or does not."""
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(n, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    tells = vectors[:, :1] if told else rng.normal(size=(n, 1))
    truth = (tells > 0).astype(np.float32)
    scores = np.full((n, 1), 0.5, np.float32)
    return correct.learn(["a"], scores, vectors, truth, [str(i) for i in range(n)])


def test_what_corrections_show_is_learnt() -> None:
    learnt = lesson()
    n, before, after = learnt.checked["a"]
    assert n == 60
    assert after < before
    ahead = np.zeros((2, 8), np.float32)
    ahead[:, 0] = 0.9, -0.9
    high, low = learnt.apply(["a", "b"], np.full((2, 2), 0.5, np.float32), ahead)
    assert high[0] > 0.6 > 0.4 > low[0]
    assert high[1] == low[1] == 0.5, "a theme without a lesson keeps its score"


@pytest.mark.parametrize("given", [{"n": correct.FEWEST - 1}, {"told": False}])
def test_too_few_or_needless_corrections_teach_nothing(given: dict[str, int]) -> None:
    learnt = lesson(**given)
    assert learnt.by_theme == {}
    assert learnt.stamp == ""


# --- coding again -------------------------------------------------------------------------------


def test_corrections_reach_alike_responses_and_people_stay(settings: Settings) -> None:
    with Store.open(settings.store_url) as store:
        recoding.recode(store, settings, ADA)
        before = coding(store, "2024")
        bins = list(store.coded("2024", search="bins"))
        lovely = list(store.coded("2024", search="lovely"))
        assert all("noise" not in c.themes for c in bins)
        taught = [*bins[:12], *lovely[:12]]
        for c in taught:
            store.judge([judged(c.response.id, "noise", c in bins)])
        odd = bins[-1].response.id
        store.judge([judged(odd, "noise", False)])
        done = recoding.recode(store, settings, ADA)
        assert done.learnt == ("noise",)
        assert done.corrections == 25
        after = coding(store, "2024")
        untold = [c.response.id for c in bins[12:-1]]
        assert untold
        assert all("noise" in after[id] for id in untold)
        assert "noise" not in after[odd], "a person is never overwritten"
        assert all("noise" not in after[c.response.id] for c in lovely)
        assert {id: t - {"noise"} for id, t in after.items()} == {
            id: t - {"noise"} for id, t in before.items()
        }
        (change,) = done.changes
        assert (change.theme, change.lost) == ("noise", 0)
        assert change.gained >= len(untold)
        for c in store.coded("2024", ids=untold):
            (a,) = [a for a in c.assignments if a.theme == "noise"]
            assert a.by.startswith("model:codebook/fake-hash+taught-")
            assert a.evidence, "what newly appears has its evidence"
        assert store.audit_log(1)[0].what == "wave published"
        again = recoding.recode(store, settings, ADA)
        assert (again.waves, again.changes) == ((), ())
        assert store.ledger("2024").balanced


def test_a_new_wave_is_coded_by_what_people_taught_before(
    settings: Settings, tmp_path: Path
) -> None:
    new = tmp_path / "new.csv"
    said = [text for text, _, _ in SAID] * 3
    new.write_text("ID,What worries you?\n" + "".join(f'{n},"{t}"\n' for n, t in enumerate(said)))
    with Store.open(settings.store_url) as store:
        bins = list(store.coded("2024", search="bins"))
        lovely = list(store.coded("2024", search="lovely"))
        for c in [*bins[:12], *lovely[:12]]:
            store.judge([judged(c.response.id, "noise", c in bins)])
        mapping = ingest.mapping_from({"columns": {"What worries you?": "open"}}, "here")
        pipeline.run(new, "2026", settings, mapping)
        told = store.coded("2026", search="bins")
        assert told
        for c in told:
            (a,) = [a for a in c.assignments if a.theme == "noise"]
            assert a.present
            assert a.by.startswith("model:codebook/fake-hash+taught-")
            assert [c.response.text[e.start : e.end] for e in a.evidence] == [c.response.text]
        assert not any("noise" in c.themes for c in store.coded("2026", search="lovely"))
        assert "2026" not in recoding.recode(store, settings, ADA).waves, "nothing new to learn"


def test_a_preview_says_what_saving_will_do(settings: Settings) -> None:
    old = books.load(settings.codebook)
    new = edits.changed(old, "noise", phrases=("loud music", "bins"), examples=BINS)
    with Store.open(settings.store_url) as store:
        recoding.recode(store, settings, ADA)
        seen = recoding.preview(store, settings, "2024", old, new)
        assert (seen.n, seen.total) == (96, 96)
        (change,) = seen.changes
        assert change.theme == "noise"
        assert change.gained == store.count("2024", search="bins")
        assert change.after == change.before + change.gained - change.lost
        before = coding(store, "2024")
        books.save(new, settings.codebook)
        recoding.recode(store, settings, ADA)
        after = coding(store, "2024")
        assert sum("noise" in after[id] and "noise" not in before[id] for id in after) == (
            change.gained
        )
        assert store.wave("2024").codebook == new.version


def test_a_merged_theme_lives_on_in_the_other(settings: Settings) -> None:
    old = books.load(settings.codebook)
    with Store.open(settings.store_url) as store:
        recoding.recode(store, settings, ADA)
        before = coding(store, "2024")
        told = store.ids("2024", search="lovely")[0]
        store.judge([judged(told, "police", True), judged(told, "noise", False)])
        books.save(edits.merged(old, "police", "noise"), settings.codebook)
        recoding.recode(store, settings, "user:Lea")
        after = coding(store, "2024")
        raised = {id for id, themes in before.items() if themes & {"police", "noise"}}
        assert raised <= {id for id, themes in after.items() if "noise" in themes}
        (kept,) = store.coded("2024", ids=[told])
        assert next(a for a in kept.assignments if a.theme == "noise").by == "user:Lea"


def test_only_who_may_publish_codes_again(settings: Settings) -> None:
    with Store.open(settings.store_url) as store:
        store.set_role("Lea", "lead", "user:Lea")
        before = coding(store, "2024")
        with pytest.raises(RightsError, match="Ada may not publish a wave"):
            recoding.recode(store, settings, ADA)
        assert coding(store, "2024") == before


def test_a_run_keeps_what_coding_again_needs(tmp_path: Path) -> None:
    from tests.small import quick, write_survey

    settings = quick(tmp_path / "data")
    pipeline.run(write_survey(tmp_path / "small.csv"), "w", settings)
    with Store.open(settings.store_url) as store:
        book = inforce.load_codebook(settings)
        texts = [c.response.text for c in store.coded("w")]
        keys = [vectors.text_key(t) for t in texts]
        assert set(store.vectors(vectors.scores_name(store.wave("w").model, book), keys)) == set(
            keys
        )
        assert recoding.recode(store, settings, ADA).waves == ()


def test_the_shipped_codebook_gives_way_to_what_was_saved_of_it_before_there_were_projects(
    tmp_path: Path,
) -> None:
    settings = Settings(data=tmp_path)
    shipped = books.load(settings.book)
    changed = edits.changed(shipped, "noise", description="Any loud sound at all.")
    books.save(changed, tmp_path / "codebook.yaml")
    assert inforce.load_codebook(settings) == changed
    assert books.load(settings.codebook) == shipped
    assert inforce.load_codebook(replace(settings, data=tmp_path / "other")) == shipped


def test_coding_again_stays_within_the_project(settings: Settings) -> None:
    """Both projects have a theme `noise`; what one makes of it is nothing to the other."""
    with Store.open(settings.store_url) as store:
        book = inforce.load_codebook(settings, store)
        store.add_project("Parks", book, ADA)
        store.move_wave("2025", "Parks", ADA)
        parks = replace(settings, project="Parks")
        merged = edits.merged(book, "police", "noise")
        inforce.save_codebook(store, parks, book, merged, ADA)
        store.judge([judged(store.ids("2024", theme="police")[0], "police", True)])
        before = coding(store, "2024"), store.corrections()
        done = recoding.recode(store, parks, ADA)
        assert (done.waves, done.corrections) == (("2025",), 0)
        assert (coding(store, "2024"), store.corrections()) == before
        assert recoding.recode(store, settings, ADA).waves == ("2024",)
        assert inforce.load_codebook(settings, store) == book
        assert store.wave("2025").codebook == merged.version
        assert [b.version for b in store.codebooks("Parks")] == [book.version, merged.version]
        assert [b.version for b in store.codebooks("First project")] == [book.version]
