"""Reads survey exports, workbooks and transcripts into a `Wave`, losing nothing."""

from insight.ingest.answers import is_non_answer, is_test
from insight.ingest.copies import campaigns
from insight.ingest.languages import language
from insight.ingest.mapping import (
    Mapping,
    as_toml,
    load_mapping,
    mapping_from,
    source_key,
    with_columns,
)
from insight.ingest.preview import Doubt, Preview, Talk, UnsettledError, as_json
from insight.ingest.reading import look, read, source_of
from insight.ingest.records import REASONS
from insight.ingest.tables import Table, table, write_csv

__all__ = [
    "REASONS",
    "Doubt",
    "Mapping",
    "Preview",
    "Table",
    "Talk",
    "UnsettledError",
    "as_json",
    "as_toml",
    "campaigns",
    "is_non_answer",
    "is_test",
    "language",
    "load_mapping",
    "look",
    "mapping_from",
    "read",
    "source_key",
    "source_of",
    "table",
    "with_columns",
    "write_csv",
]
