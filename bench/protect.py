"""Measure protection: how much it hides beside the best public method and the optimum, and how it grows.

The first table is the known cases: cells hidden beside the unsafe ones, as number (sum of their counts), by the best
public method at its own width of one, by ours at that width, and by ours so that every hidden count ranges over four
values; for small tables also the proven least. The second is a region of schools by council, sex, fifth and stage,
told whole. Seconds are of processor time; compare columns, not machines. Exit code 1 when more is hidden than the
public method hides.

    python bench/protect.py [--large]
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.spec.attack.cases import KNOWN, Case, case

from kenspeckle.ground.terms import Calendar, Cell, CellKey, Cube, DimensionFacts, Period, group
from kenspeckle.outside.attack.bounds import ranges
from kenspeckle.protect import LedgerCopy, Population, Rules, protect
from kenspeckle.protect.flows import Slot
from kenspeckle.protect.optimal import least_hidden
from kenspeckle.protect.span import Span
from kenspeckle.protect.widening import Secret, Widening

SMALL = ("ssb_d1", "ssb_d2", "ssb_accidents", "ones_zeros_0a", "ones_zeros_1a")
CASES = (*SMALL, "ssb_d2_zeros", "ssb_d3", "scot_A", "scot_B", "scot_D")
WIDTH = 3
YEAR = Period.parse("2024/25")


class Timed:
    """Processor seconds of a block."""

    def __enter__(self) -> Timed:
        self.start = time.process_time()
        return self

    def __exit__(self, *error: object) -> None:
        self.seconds = time.process_time() - self.start


def wanted(of: Case) -> list[int]:
    """The cells that may be told, the largest first, and of those as large what most others rest on."""
    resting = [0] * len(of.counts)
    for cell, value in zip(of.cells, of.values, strict=True):
        for atom in cell:
            resting[atom] += value + 1
    reach = [sum(resting[atom] for atom in cell) for cell in of.cells]
    small = of.marked("peer_primary")
    told = [n for n in range(len(of.cells)) if n not in small]
    return sorted(told, key=lambda n: (-of.values[n], -reach[n], of.names[n]))


def exactly(of: Case) -> set[int]:
    """What is hidden so that no small cell follows exactly."""
    zeros = of.zeros_told
    forms = [{a: 1 for a in cell if of.counts[a] or not zeros} for cell in of.cells]
    marked = [atom for atom, count in enumerate(of.counts) if count == int(zeros)]
    span = Span(forms, of.marked("peer_primary"), marked)
    return {n for n in wanted(of) if not span.tell(n)}


def slots_of(of: Case) -> list[Slot]:
    """The cells, each worth its count."""
    small, least = of.marked("peer_primary"), int(of.zeros_told)
    found = []
    for n, (cell, value) in enumerate(zip(of.cells, of.values, strict=True)):
        price = 0.0 if n in small else value + 0.001 if value or not least else None
        found.append(Slot(dict.fromkeys(cell, 1), value, price, least))
    return found


def secrets_of(of: Case, width: int) -> list[Secret]:
    """The small cells, each to range so far."""
    return [Secret(dict.fromkeys(of.cells[n], 1), width) for n in sorted(of.marked("peer_primary"))]


def widely(of: Case, beside: set[int]) -> set[int]:
    """What is hidden so that every small cell ranges over four values."""
    small = of.marked("peer_primary")
    found = Widening(dict(enumerate(of.counts)), slots_of(of), secrets_of(of, WIDTH), small | beside)
    found.widen()
    found.tell_again(sorted(found.hidden - small, key=lambda n: (-of.values[n], of.names[n])))
    return found.hidden - small


def least(of: Case, width: int) -> str:
    """The proven least that could be hidden, where the table is small."""
    if of.name not in SMALL:
        return "-"
    found = least_hidden(dict(enumerate(of.counts)), slots_of(of), secrets_of(of, width), seconds=120)
    return "not proven" if found is None or not found.proven else said(of, found.hidden)


def narrow(of: Case, beside: set[int]) -> int:
    """How many small cells the attacker holds to within three."""
    small = sorted(of.marked("peer_primary"))
    unknown = {*small, *beside}
    told = [(dict.fromkeys(cell, 1), of.values[n]) for n, cell in enumerate(of.cells) if n not in unknown]
    somebody = [(dict.fromkeys(of.cells[n], 1), 1) for n in sorted(unknown)] if of.zeros_told else []
    found = ranges(told, [dict.fromkeys(of.cells[n], 1) for n in small], at_least=somebody, enough=WIDTH)
    return sum(seen.width < WIDTH for seen in found)


def said(of: Case, hidden: set[int] | frozenset[int]) -> str:
    return f"{len(hidden)} ({sum(of.values[n] for n in hidden):,})"


def cases() -> bool:
    """Print the first table; return whether nowhere more is hidden than the public method hides."""
    print(f"{'case':14}{'cells':>6}{'unsafe':>7}{'public':>14}{'ours, 1':>14}{'s':>6}{'least, 1':>12}", end="")
    print(f"{'ours, 3':>14}{'s':>6}{'least, 3':>12}{'attack s':>9}{'near':>5}")
    good = True
    for name in CASES:
        of = case(name)
        peer = KNOWN[name]["secondary"]
        with Timed() as first:
            exact = exactly(of)
        with Timed() as second:
            wide = widely(of, exact)
        with Timed() as third:
            near = narrow(of, wide)
        public = f"{peer} ({KNOWN[name]['secondary_count_total']:,})"
        print(f"{name:14}{len(of.cells):6}{len(of.marked('peer_primary')):7}{public:>14}", end="")
        print(f"{said(of, exact):>14}{first.seconds:6.1f}{least(of, 1):>12}", end="")
        print(
            f"{said(of, wide):>14}{second.seconds:6.1f}{least(of, WIDTH):>12}{third.seconds:9.1f}{near:5}", flush=True
        )
        good = good and len(exact) <= peer and not near
    return good


def region(sizes: dict[str, int], children: int, schools: int = 350, councils: int = 32) -> Cube:
    """Invented children in schools, told by place and every cross of some dimensions; always the same ones."""
    chance = random.Random(1)
    pull = [min(chance.paretovariate(1.2), 12) for _ in range(schools)]
    shares = {name: [chance.uniform(0.3, 1) for _ in range(n)] for name, n in sizes.items()}
    counts: dict[tuple[int, ...], int] = {}
    for school in chance.choices(range(schools), pull, k=children):
        which = (school, *(chance.choices(range(n), shares[name])[0] for name, n in sizes.items()))
        counts[which] = counts.get(which, 0) + 1
    cells: dict[tuple[tuple[str, str], ...], int] = {}
    for (school, *at), n in counts.items():
        named = [(name, f"{name}-{value}") for name, value in zip(sizes, at, strict=True)]
        for place in ([], [("council", f"c{school % councils}")], [("school", f"s{school}")]):
            for kept in product((False, True), repeat=len(named)):
                key = tuple(sorted([*place, *(pair for pair, keep in zip(named, kept, strict=True) if keep)]))
                cells[key] = cells.get(key, 0) + n
    found = {CellKey("m", YEAR, group(**dict(key))): Cell(n, n, n, None, n) for key, n in cells.items()}
    return Cube("m", (), found)


def growth(large: bool) -> None:
    """Print the second table."""
    print(f"\n{'cells':>8}{'unsafe':>8}{'beside':>8}{'s':>8}{'s per 1,000 cells':>20}{'MB so far':>11}")
    tables = [({"sex": 2}, 30_000), ({"sex": 2, "fifth": 5}, 60_000), ({"sex": 2, "stage": 7}, 60_000)]
    if large:
        tables.append(({"sex": 2, "fifth": 5, "stage": 7}, 257_000))
    places = {f"s{n}": f"c{n % 32}" for n in range(350)}
    dimensions = {"school": DimensionFacts("school", "School", parents={"council": places}, place=True)}
    for sizes, children in tables:
        cube = region(sizes, children)
        with Timed() as spent:
            done = protect(
                [cube],
                Rules(5),
                LedgerCopy(),
                populations={("m", ""): Population("s")},
                dimensions=dimensions,
                calendar=Calendar(),
            )
        unsafe, beside = done.hidden.get("m", (0, 0))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        each = spent.seconds / len(cube.cells) * 1000
        print(f"{len(cube.cells):8}{unsafe:8}{beside:8}{spent.seconds:8.1f}{each:20.2f}{memory:11}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--large", action="store_true", help="also some 55,000 cells of which 9,000 are unsafe")
    asked = parser.parse_args()
    good = cases()
    growth(asked.large)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
