"""Suppression cases with known answers, as forms over the finest counts."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from kenspeckle.ground.frozen import dataclass

FOLDER = Path(__file__).parents[2] / "data" / "sdc"
KNOWN: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text())
_AREAS = {"region": ("region", "county", "k_group")}
_SCHOOLS = {"school": ("school", "council")}
# Codes of a hierarchy share one column of cells.csv with those of their children.
_COLUMNS = {
    "ssb_d1": _AREAS,
    "ssb_d2": _AREAS,
    "ssb_d2_zeros": _AREAS,
    "ssb_d3": {**_AREAS, "months": ("months", "months2")},
    "scot_B": _SCHOOLS,
    "scot_D": _SCHOOLS,
}
_NO_DIMENSION = {"count", "peer_primary", "peer_suppressed", "lp_low", "lp_high"}


@dataclass(frozen=True)
class Case:
    """counts: of the finest groups. cells: the finest groups in each cell. names: of cells, for a canonical order."""

    name: str
    counts: tuple[int, ...]
    cells: tuple[frozenset[int], ...]
    values: tuple[int, ...]
    names: tuple[tuple[str, ...], ...]
    rows: tuple[dict[str, str], ...]
    zeros_told: bool

    def marked(self, column: str) -> set[int]:
        """The numbers of the cells that a column of cells.csv marks."""
        return {number for number, row in enumerate(self.rows) if row[column] == "1"}


@cache
def case(name: str) -> Case:
    inner = list(csv.DictReader((FOLDER / name / "inner.csv").open(encoding="utf-8")))
    rows = list(csv.DictReader((FOLDER / name / "cells.csv").open(encoding="utf-8")))
    dimensions = [d for d in rows[0] if d not in _NO_DIMENSION and not d.startswith(("supp_", "table_"))]
    holding: dict[str, dict[str, set[int]]] = {d: defaultdict(set) for d in dimensions}
    for number, row in enumerate(inner):
        for dimension in dimensions:
            holding[dimension]["Total"].add(number)
            for column in _COLUMNS.get(name, {}).get(dimension, (dimension,)):
                if column in row:
                    # The one code list whose two files write their codes differently.
                    padded = name == "census_linked4" and column == "age_h"
                    holding[dimension][row[column].zfill(3) if padded else row[column]].add(number)
    cells = tuple(frozenset(set.intersection(*(holding[d][row[d]] for d in dimensions))) for row in rows)
    counts = tuple(int(row["count"]) for row in inner)
    values = tuple(int(row["count"]) for row in rows)
    assert all(sum(counts[i] for i in cell) == value for cell, value in zip(cells, values, strict=True))
    names = tuple(tuple(row[d] for d in dimensions) for row in rows)
    return Case(name, counts, cells, values, names, tuple(rows), KNOWN[name].get("zeros_published", True))
