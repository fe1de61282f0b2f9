"""Whose price counts: a person's own, else one that was read again at its vendor, else the one that ships; of those two the newer."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

Origin = Literal["built in", "refreshed", "yours"]
"""Where a price comes from."""

Rows = Mapping[str, Mapping[str, Any]]


def newer(refreshed: Rows, built_in: Rows) -> dict[str, dict[str, Any]]:
    """Those of the refreshed prices that are not older than the ones that ship; rows as the files have them."""
    return {name: {**row} for name, row in refreshed.items() if _dated(row) >= _dated(built_in.get(name, {}))}


def _dated(row: Mapping[str, Any]) -> date:
    as_of = row.get("as_of")
    return as_of if isinstance(as_of, date) else date.min
