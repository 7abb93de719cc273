"""Work on other threads: in order, not too far ahead, and over when the caller has enough."""

import threading

import pytest

from insight.nlp import beside


def test_results_come_in_the_order_of_the_items():
    second = threading.Event()

    def work(n: int) -> int:
        if n == 0:
            second.wait(10)
        if n == 1:
            second.set()
        return n * n

    assert list(beside.ahead(work, range(5), threads=2, most=3)) == [0, 1, 4, 9, 16]
    assert second.is_set()


def test_nothing_gives_nothing():
    assert list(beside.ahead(abs, [], threads=2, most=2)) == []


@pytest.mark.parametrize("most", [1, 3])
def test_it_begins_with_the_call_and_goes_only_so_far_ahead(most: int):
    taken = []

    def items():
        for n in range(10):
            taken.append(n)
            yield n

    results = beside.ahead(abs, items(), threads=1, most=most)
    assert len(taken) == most
    for n in range(3):
        assert next(results) == n
        assert len(taken) == most + n + 1
    results.close()


def test_a_fault_reaches_the_caller_and_ends_the_work():
    done = []

    def work(n: int) -> None:
        done.append(n)
        if n == 2:
            raise ValueError("no memory")

    with pytest.raises(ValueError, match="no memory"):
        list(beside.ahead(work, range(1000), threads=1, most=2))
    assert len(done) <= 5


def test_closing_waits_for_what_has_begun_and_drops_the_rest():
    go, done, before = threading.Event(), [], threading.active_count()

    def work(n: int) -> None:
        if n:
            go.wait(10)
        done.append(n)

    results = beside.ahead(work, range(1000), threads=1, most=500)
    next(results)
    threading.Timer(0.05, go.set).start()
    results.close()
    assert go.is_set() or done == [0]
    assert len(done) <= 2
    go.wait(10)
    assert threading.active_count() <= before + 1  # the timer's own thread, at most
