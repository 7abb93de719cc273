"""Work done on other threads beside the caller's own, in order, and only so far ahead of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def ahead(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int, most: int
) -> Generator[Result, None, None]:
    """Yield what `work` makes of each item, in order, worked out on so many threads.

    The work begins with the call, and goes on while the caller does something else; of at most
    `most` items the results wait to be taken, which bounds memory. Closing the generator drops
    what has not begun and waits for what has.
    """
    pool, left = ThreadPoolExecutor(threads), iter(items)
    begun = deque(pool.submit(work, item) for item in islice(left, most))

    def results() -> Generator[Result, None, None]:
        try:
            while begun:
                done = begun.popleft().result()
                begun.extend(pool.submit(work, item) for item in islice(left, 1))
                yield done
        finally:
            pool.shutdown(cancel_futures=True)

    return results()
