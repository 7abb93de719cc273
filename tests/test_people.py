"""What people may do and leave in the store: roles, remarks, codes made blind, quotes cut."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from insight.errors import InsightError, UsageError
from insight.store import RIGHTS, ROLES, Remark, RightsError, StaleError, Store

from .test_store import _dump, judgement, publication

BOOK = publication().codebook
ANN, BOB, CAT, DPO = "user:ann", "user:bob", "user:cat", "user:dpo"


def staffed(store: Store) -> Store:
    """A published wave, and a person in each role but viewer; ann reviews, bob leads."""
    store.publish(publication())
    store.set_role("dpo", "protection", DPO)
    store.set_role("bob", "lead", DPO)
    store.set_role("ann", "reviewer", BOB)
    return store


def _judge(store: Store, by: str) -> None:
    store.judge([judgement(store.ids("2024")[0], "noise", by)])


def _decide(store: Store, by: str) -> None:
    store.set_quote_status(store.quotes("2024")[0], "approved", by)


WRITES: tuple[tuple[str, Callable[[Store, str], object]], ...] = (
    ("judge responses", _judge),
    ("leave a remark", lambda s, by: s.judge([], remarks={s.ids("2024")[0]: Remark("?", by=by)})),
    ("code blind", lambda s, by: s.code_blind(s.ids("2024")[0], ["noise"], by)),
    ("take out more words", lambda s, by: s.redact_more(s.ids("2024")[0], [(0, 1)], by)),
    ("decide on a quote", lambda s, by: s.set_quote_status(s.quotes("2024")[0], "rejected", by)),
    ("approve a quote that may point at a person", _decide),
    ("publish a wave", lambda s, by: s.publish(publication(run="run-2"), by)),
    ("keep how a file is read", lambda s, by: s.save_mapping("a", {}, by)),
    ("save the codebook", lambda s, by: s.save_codebook("", BOOK, BOOK, by, 0)),
    ("make, rename or delete a project", lambda s, by: s.add_project("Parks", BOOK, by)),
    ("move a wave", lambda s, by: s.move_wave("2024", "First project", by)),
    ("give roles", lambda s, by: s.set_role("eve", "viewer", by)),
    ("erase a respondent", lambda s, by: s.erase_respondent("2024", "r3", by)),
    ("delete a wave", lambda s, by: s.delete_wave("2024", by)),
)


def test_every_right_has_its_write() -> None:
    assert {act for act, _ in WRITES} == set(RIGHTS)


def test_rights_are_checked_at_each_write(store: Store) -> None:
    staffed(store)
    holders = {ANN: "reviewer", BOB: "lead", DPO: "protection", CAT: "viewer"}
    for act, write in WRITES:
        for by, role in holders.items():
            if role in RIGHTS[act]:
                continue
            before = _dump(store)
            with pytest.raises(RightsError, match=f"{by[5:]} may not {act}: the role is {role}"):
                write(store, by)
            assert _dump(store) == before, "nothing was saved, not even in the audit"
    for act, write in WRITES:
        allowed = [by for by, role in holders.items() if role in RIGHTS[act]]
        write(store, allowed[0])
    assert store.waves() == ()


def test_a_store_without_roles_is_open_and_the_first_role_can_give_others(store: Store) -> None:
    store.publish(publication())
    _judge(store, CAT)
    for role in ("viewer", "reviewer"):
        with pytest.raises(UsageError, match="Somebody must be able to give roles"):
            store.set_role("ann", role, ANN)
    assert store.roles() == {}
    store.set_role("  dpo ", "protection", DPO)
    with pytest.raises(RightsError):
        _judge(store, CAT)
    with pytest.raises(UsageError, match="Somebody must be able to give roles"):
        store.set_role("dpo", "", DPO)
    with pytest.raises(UsageError, match="Roles: viewer, reviewer, lead, protection"):
        store.set_role("ann", "king", DPO)
    store.set_role("ann", "lead", DPO)
    store.set_role("dpo", "", "user:ann")
    assert store.roles() == {"ann": "lead"}
    assert [(e.what, dict(e.details)) for e in store.audit_log(2)] == [
        ("role taken", {"name": "dpo", "role": "none"}),
        ("role given", {"name": "ann", "role": "lead"}),
    ]
    assert set(ROLES) >= {r for roles in RIGHTS.values() for r in roles}


def test_the_last_remark_holds_and_is_part_of_the_version(store: Store) -> None:
    store.publish(publication())
    first, second, *_ = store.ids("2024")
    store.judge([], remarks={first: Remark("ask Bob", True, ANN)}, expected={first: 0})
    assert store.ids("2024", flagged=True) == (first,)
    assert store.coded("2024", ids=[first])[0].version == 1
    with pytest.raises(StaleError, match="was changed by ann"):
        store.judge([], remarks={first: Remark("mine", False, BOB)}, expected={first: 0})
    store.judge([], remarks={first: Remark("settled", False, BOB)}, expected={first: 1})
    assert store.ids("2024", flagged=True) == ()
    assert second in store.ids("2024", flagged=False)
    held = store.remarks([first, second])
    assert {id: (r.note, r.flagged, r.by) for id, r in held.items()} == {
        first: ("settled", False, BOB)
    }
    assert "settled" not in repr(store.audit_log())


def test_codes_made_blind_are_compared_and_never_in_force(store: Store) -> None:
    store.publish(publication())
    before = store.coded("2024", absent=True)
    first, second, *_ = store.ids("2024")
    store.code_blind(first, ["noise"], ANN)
    store.code_blind(first, ["police"], BOB)
    store.code_blind(first, ["lights", "noise"], ANN)
    store.code_blind(second, ["noise"], ANN)
    assert store.coded("2024", absent=True) == before
    assert {(b.response, b.by): sorted(b.themes) for b in store.blind("2024")} == {
        (first, ANN): ["lights", "noise"],
        (first, BOB): ["police"],
        (second, ANN): ["noise"],
    }
    assert store.ids("2024", disputed=True) == (first,)
    store.code_blind(first, ["noise", "lights"], BOB)
    assert store.ids("2024", disputed=True) == ()


def test_what_two_people_judged_differently_is_disputed(store: Store) -> None:
    store.publish(publication())
    first, second, *rest = store.ids("2024")
    store.judge([judgement(first, "noise", ANN), judgement(second, "noise", ANN)])
    store.judge([judgement(first, "noise", BOB, present=False), judgement(second, "noise", BOB)])
    assert store.ids("2024", disputed=True) == (first,)
    assert store.ids("2024", disputed=False) == (second, *rest)
    assert store.checked("2024") == 2


def test_what_the_model_made_can_be_told_from_what_people_made_of_it(store: Store) -> None:
    store.publish(publication())
    first, second, *_ = store.ids("2024")
    made = {c.response.id: c for c in store.coded("2024")}
    store.judge([judgement(first, "police", ANN, present=False), judgement(second, "noise", ANN)])
    told = store.machine("2024")
    assert {c.response.id: c for c in told} == made
    assert [c.response.id for c in told] == list(store.ids("2024"))
    assert store.machine("2024", [second]) == (made[second],)
    assert store.coded("2024", ids=[first])[0].themes != made[first].themes
    store.publish(publication(run="run-2", version="v2"))
    assert {a.by for c in store.machine("2024") for a in c.assignments} == {"model:mini@v2"}


def test_the_most_doubtful_come_first(store: Store) -> None:
    whole = publication()
    store.publish(whole)
    doubtful = store.ids("2024", doubtful_first=True)
    assert doubtful[0] == store.ids("2024", uncertain=True)[0]
    assert sorted(doubtful) == sorted(store.ids("2024"))


def test_a_quote_is_cut_in_the_residents_own_words_only(store: Store) -> None:
    text = "Noise from mopeds all night, every night, outside 14 Bow Lane."
    wave = publication((("r1", "Q", text, "Bow", "65+", ("noise",)),))
    whole = replace(wave.quotes[0], end=len(text), text=text, risks=())
    store.publish(replace(wave, quotes=(whole,)))
    for shown, complaint in (
        ("Noise of mopeds all night", "not in the passage"),
        ("[…]", "3 words"),
    ):
        with pytest.raises(UsageError, match=complaint):
            store.set_quote_status(whole, "approved", ANN, shown)
    assert store.quotes("2024") == (whole,)
    store.set_quote_status(whole, "approved", ANN, "Noise from mopeds all night, [removed]")
    (cut,) = store.quotes("2024")
    assert (cut.text, cut.whole) == ("Noise from mopeds all night, [removed]", text)
    store.publish(
        replace(
            publication(run="run-2"),
            coded=wave.coded,
            segments=(),
            quotes=(whole,),
            ledger=wave.ledger,
        )
    )
    assert store.quotes("2024")[0].text == cut.text, "a new run leaves what a person cut"
    store.set_quote_status(cut, "approved", ANN, text)
    assert store.quotes("2024")[0] == replace(whole, status="approved")


def test_who_refused_to_be_quoted_cannot_be_approved(store: Store) -> None:
    store.publish(publication())
    consents = {c.response.id: c.response.consent for c in store.coded("2024")}
    refused = next(q for q in store.quotes("2024") if consents[q.response] is False)
    with pytest.raises(UsageError, match="refused to be quoted"):
        store.set_quote_status(refused, "approved", DPO)


def test_two_at_once_cannot_take_the_last_giver_of_roles(store_url: str) -> None:
    with Store.open(store_url) as one, Store.open(store_url) as two:
        one.set_role("ann", "lead", ANN)
        one.set_role("bob", "lead", ANN)
        failed: list[Exception] = []
        start = threading.Barrier(2)

        def take(store: Store, name: str, by: str) -> None:
            start.wait()
            try:
                store.set_role(name, "", by)
            except InsightError as error:
                failed.append(error)

        threads = [
            threading.Thread(target=take, args=given)
            for given in ((one, "bob", ANN), (two, "ann", BOB))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(failed) == 1
        assert len(one.roles()) == 1
