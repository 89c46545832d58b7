"""A stranger who has released files and nothing else: reads them, and works out what is hidden.

Whoever tests a lock must not be its maker, so nothing here is of kenspeckle: bundles are zip files, pages are text,
and unknown children are unknown whole numbers, one for each kind of child that there may be.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import NamedTuple

import highspy
import numpy as np

WIDTH = 3
"""Least distance between the bounds of what is hidden: nearer is found."""
Group = frozenset[tuple[str, str]]


class Cell(NamedTuple):
    """A cell of a bundle; counted and children are None where it is hidden."""

    measure: str
    period: str
    group: Group
    counted: Fraction | None = None
    out_of: Fraction | None = None
    children: int | None = None
    rows: int = 0

    @property
    def hidden(self) -> bool:
        return self.children is None


class Between(NamedTuple):
    """What somebody found out: a group has from low to high children, or so many of them are counted."""

    what: str
    period: str
    group: Group
    low: int
    high: int


def cells(*sites: Path) -> list[Cell]:
    """Return the cells of all bundles of some sites; what one hides and another tells is told."""
    found: dict[tuple[str, str, Group], Cell] = {}
    for site in sites:
        for path in sorted((site / "bundles").glob("*.zip")):
            with zipfile.ZipFile(path) as bundle:
                rows = csv.DictReader(io.StringIO(bundle.read("tables/cells.csv").decode()))
            for row in rows:
                group = frozenset((k[3:], v) for k, v in row.items() if k.startswith("by_") and v)
                key = row["measure"], row["period"], group
                if row["absence"]:
                    found.setdefault(key, Cell(*key))
                else:
                    out_of = Fraction(row["denominator"]) if row["denominator"] else None
                    found[key] = Cell(*key, Fraction(row["numerator"]), out_of, int(row["children"]), int(row["rows"]))
    return list(found.values())


def downloads(site: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of every CSV file of a site, by its path."""
    return {
        path.relative_to(site).as_posix(): list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
        for path in sorted(site.rglob("*.csv"))
    }


def texts(site: Path) -> dict[str, str]:
    """Return every file of a site that is text, by its path."""
    found = {}
    for path in sorted(p for p in site.rglob("*") if p.is_file() and p.suffix != ".zip"):
        found[path.relative_to(site).as_posix()] = path.read_text("utf-8", errors="replace")
    return found


class Element(NamedTuple):
    """An element of a page: its tag, attributes, the text inside, and the id of the figure around it."""

    tag: str
    attributes: Mapping[str, str]
    text: str
    figure: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []
        self._open: list[tuple[str, Mapping[str, str], list[str], str]] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        kept = {name: value or "" for name, value in attrs}
        figure = kept.get("id", "") if tag == "figure" else (self._open[-1][3] if self._open else "")
        self._open.append((tag, kept, [], figure))
        if tag in ("meta", "link", "input", "br", "img", "hr"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, attributes, words, figure = self._open.pop()
            self.found.append(Element(name, attributes, " ".join("".join(words).split()), figure))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        for _, _, words, _ in self._open:
            words.append(data)


def elements(page: str) -> list[Element]:
    """Return the elements of a page, in the order in which they end."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


class Kinds:
    """Every kind of child that there may be, and what is known of how many there are of each.

    codes: dimension -> its codes, as any code list says; above: (dimension, code) -> the wider places that it is in.
    Of each kind there is an unknown number of children, and so many of them are counted.
    """

    def __init__(
        self, codes: Mapping[str, Sequence[str]], above: Mapping[tuple[str, str], Iterable[tuple[str, str]]]
    ) -> None:
        self.kinds: list[Group] = []
        for picked in product(*([(dimension, code) for code in listed] for dimension, listed in codes.items())):
            wider = [pair for one in picked for pair in above.get(one, ())]
            self.kinds.append(frozenset((*picked, *wider)))
        self._rows: list[dict[int, float]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        for n in range(len(self.kinds)):
            self._tell({2 * n: 1, 2 * n + 1: -1}, 0, np.inf)  # no more are counted than there are

    def sum_of(self, group: Group, counted: bool = False) -> dict[int, float]:
        """Return the unknowns that make up a group; `a<b` style codes are no codes and must not come here."""
        return {2 * n + counted: 1.0 for n, kind in enumerate(self.kinds) if group <= kind}

    def _tell(self, row: Mapping[int, float], low: float, high: float) -> None:
        self._rows.append(dict(row))
        self._low.append(low)
        self._high.append(high)

    def children(self, group: Group, low: float, high: float = np.inf) -> None:
        """A group has from low to high children."""
        self._tell(self.sum_of(group), low, high)

    def counted(self, group: Group, low: float, high: float = np.inf) -> None:
        """Of a group so many are counted."""
        self._tell(self.sum_of(group, counted=True), low, high)

    def share(self, group: Group, low: Fraction, high: Fraction) -> None:
        """Of a group a share from low to high is counted."""
        inside, top = self.sum_of(group), self.sum_of(group, counted=True)
        self._tell({**top, **{n: -float(low) for n in inside}}, 0, np.inf)
        self._tell({**top, **{n: -float(high) for n in inside}}, -np.inf, 0)

    def between(self, group: Group, counted: bool = False) -> tuple[int, int]:
        """Return between which whole numbers a group must lie; far apart where nothing bounds it."""
        target = self.sum_of(group, counted)
        low, high = (self._end(target, sign) for sign in (1, -1))
        return low, high

    def _end(self, target: Mapping[int, float], sign: int) -> int:
        width = 2 * len(self.kinds)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = width, len(self._rows)
        cost = np.zeros(width)
        for n, c in target.items():
            cost[n] = sign * c
        programme.col_cost_, programme.col_lower_ = cost, np.zeros(width)
        # Nobody has ten thousand children in a group: unbounded is as good as far.
        programme.col_upper_ = np.full(width, 10_000.0)
        programme.integrality_ = [highspy.HighsVarType.kInteger] * width
        programme.row_lower_, programme.row_upper_ = np.array(self._low, float), np.array(self._high, float)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.cumsum([0, *map(len, self._rows)]).astype(np.int32)
        programme.a_matrix_.index_ = np.array([n for row in self._rows for n in row], dtype=np.int32)
        programme.a_matrix_.value_ = np.array([c for row in self._rows for c in row.values()], dtype=float)
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.passModel(programme)
        solver.run()
        solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        assert solved, "what is told cannot be true together"
        return round(sign * solver.getInfo().objective_function_value)


def close(
    kinds: Kinds, told: Iterable[Cell], population: Callable[[Cell], Group], minimum: int = 10, most: int = 100
) -> list[Between]:
    """Tell `kinds` all of some cells, and return every hidden one that lies too near, of few children.

    population: what all children of a cell's measure have, such as meals. At most so many cells are tried.
    """
    listed = list(told)
    for cell in listed:
        group = cell.group | population(cell)
        if cell.children is None:
            kinds.children(group, 1)  # zeros are told, so what is hidden is somebody
        else:
            kinds.children(group, cell.rows, cell.rows)  # rows always add up; in a year each child has one
            if cell.out_of is not None and cell.counted is not None and cell.out_of == cell.rows:
                kinds.counted(group, int(cell.counted), int(cell.counted))
    found = []
    for cell in sorted((c for c in listed if c.hidden), key=str)[:most]:
        group = cell.group | population(cell)
        low, high = kinds.between(group)
        if high - low < WIDTH and low < minimum:
            found.append(Between(cell.measure, cell.period, cell.group, low, high))
    return found
