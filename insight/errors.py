"""What can go wrong, said so that the reader can act: what, where, what to do."""

from __future__ import annotations


class InsightError(Exception):
    """The run failed for a reason we can name. Shown as one line; exit code 1."""


class UsageError(InsightError):
    """The call was wrong: a file, column, option or key that does not exist. Exit code 2."""


class InputError(UsageError):
    """A file that cannot be read as what it was given for."""


class StoreError(InsightError):
    """The store cannot be opened, read or written."""


class NoStoreError(StoreError):
    """There is no store yet where one was named."""


class ModelError(InsightError):
    """A model or encoder is missing, or is not the one it should be."""
