"""Twelve ways in which numbers about children have been worked out from what was released; here those of counts.

Each attack reads released files, and nothing else. It is tried twice: on a release that hides as others hide, where it
must find children, and on the same stories released by `ken release`, where it must find none. What can be read off
pictures and pages is tried in `test_attack_twelve_pages`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from tests.spec.attack.known_town import ABOVE, CODES, townsfolk
from tests.spec.attack.stranger import WIDTH, Between, Cell, Group, Kinds, cells, close, downloads, texts
from tests.spec.attack.town import NOW, SCHOOLS, YEAR, Child, deliver, figure, publish, said, town, unsafe

from kenspeckle.ground.terms import KenError

FEW = 10
NOBODY_ELSE: Group = frozenset()


def few(rules, key, cell):
    """Primary suppression as most do it: few children are hidden, and nothing beside them."""
    return 0 < (cell.children or 0) < FEW


def group(**pairs: str) -> Group:
    return frozenset(pairs.items())


def is_small(n: int | Fraction) -> bool:
    return 0 < n < FEW


# 1. The whole less the parts that are shown.


def complements(told: Sequence[Cell]) -> dict[Group, int]:
    """Hidden cells of the roll that are the only hidden part of a shown whole, along any dimension or up the places."""
    roll = {c.group: c.children for c in told if c.measure == "roll"}
    found = {}
    codes = {**CODES, "area": ("North", "South"), "catchment": tuple(SCHOOLS)}
    for whole, n in roll.items():
        for dimension, listed in codes.items():
            inside = [c for c in listed if whole & frozenset(ABOVE.get((dimension, c), ()))]
            for kept, some in (
                (whole, listed),
                *((whole - set(ABOVE.get((dimension, c), ())), inside) for c in inside),
            ):
                parts = [kept | {(dimension, code)} for code in some]
                unknown = [p for p in parts if roll.get(p) is None]
                if n is not None and len(unknown) == 1 and unknown[0] in roll:
                    found[unknown[0]] = n - sum(roll[p] or 0 for p in parts if p not in unknown)
    return found


def by_equations(told: Sequence[Cell]) -> list[Between]:
    """Everything that all levels and crosses of school, area, sex, zone and catchment say together."""
    known = [c for c in told if c.measure in ("roll", "often", "harmed")]
    return close(Kinds(CODES, ABOVE), known, lambda cell: NOBODY_ELSE)


def test_1_the_complement_of_what_is_shown(primary_only, protected):
    found = complements(cells(primary_only))
    assert found[group(school="Damson")] == 7
    assert found[group(zone="Z2")] == 3
    assert complements(cells(protected)) == {}


def test_1_all_levels_and_crosses_together(primary_only, protected):
    assert {b.group for b in by_equations(cells(primary_only))} >= {group(school="Damson"), group(zone="Z2")}
    assert by_equations(cells(protected)) == []


def test_1_groups_that_no_table_shows(protected):
    """Girls of a school, boys of a street: of no group of two dimensions may a few children be told exactly."""
    folk, kinds = townsfolk(), Kinds(CODES, ABOVE)
    close(kinds, [c for c in cells(protected) if c.measure == "roll"], lambda cell: NOBODY_ELSE)
    tried = 0
    for place in ("school", "zone"):
        for code in CODES[place]:
            for sex, letter in (("girls", "g"), ("boys", "b")):
                there = sum(getattr(c, place) == code and c.sex == letter for c in folk)
                if is_small(there):
                    tried += 1
                    low, high = kinds.between(group(**{place: code, "sex": sex}))
                    assert low < high, (code, sex)
    assert tried >= 4


# 2. Two cohorts that differ by one child; two releases.


def between_cohorts(told: Sequence[Cell], wider: str, narrower: str) -> dict[Group, int]:
    """What one measure counts beyond another, in each group of which both are shown."""
    shown = {(c.measure, c.group): c.children for c in told if not c.hidden}
    pairs = ((g, shown.get((wider, g)), n) for (measure, g), n in shown.items() if measure == narrower)
    return {g: all_ - n for g, all_, n in pairs if all_ is not None and n is not None and is_small(all_ - n)}


def test_2_two_stories_whose_cohorts_differ_by_one_child(primary_only, protected):
    assert between_cohorts(cells(primary_only), "roll", "few_away") == {group(school="Birch"): 1}
    assert between_cohorts(cells(protected), "roll", "few_away") == {}


def between_releases(before: Path, after: Path) -> dict[tuple[str, Group], int]:
    """Cells shown in both releases of which a few children more, or fewer, are counted in the later one."""
    earlier = {(c.measure, c.period, c.group): c.children for c in cells(before) if c.children is not None}
    found = {}
    for c in cells(after):
        was = earlier.get((c.measure, c.period, c.group))
        if was is not None and c.children is not None and is_small(abs(was - c.children)):
            found[c.measure, c.group] = c.children - was
    return found


def one_child_left(folk: list[Child]) -> list[Child]:
    return [c for c in folk if c.pupil != "P-Birch020"]


def a_school_closed(folk: list[Child]) -> list[Child]:
    return [c._replace(school="Cedar", zone="Z5") if c.school == "Damson" else c for c in folk]


def a_year_came(folk: list[Child]) -> list[Child]:
    """The next year, and with it a correction of the year before: a child of Ash was in Birch."""
    moved = [c._replace(school="Birch") if c.pupil == "P-Ash007" else c for c in folk]
    return [*moved, *(c._replace(year="2025/26", joined="2025-08") for c in folk)]


@pytest.mark.parametrize(
    ("change", "refused"), [(one_child_left, False), (a_school_closed, True), (a_year_came, False)]
)
def test_2_two_releases_of_which_the_later_one_counts_a_few_others(tmp_path, change, refused):
    """Where a school closed, all else stands as it was told, so that nothing can be hidden: nothing is released."""
    story = figure(measure="roll", by="school") + said(f"roll in {YEAR}")

    def twice(root: Path) -> tuple[Path, Path]:
        town(root, townsfolk(), {"one": story}, ["roll"])
        first = shutil.copytree(publish(root), tmp_path / f"{root.name}-first")
        deliver(root, change(townsfolk()))
        with pytest.raises(KenError, match="too small") if refused and root.name == "ours" else nullcontext():
            publish(root, now=NOW + timedelta(days=30))
        return first, root / "out" / "site"

    with unsafe(few):
        assert between_releases(*twice(tmp_path / "others"))
    assert between_releases(*twice(tmp_path / "ours")) == {}


def test_2_a_cohort_that_is_defined_anew(tmp_path):
    """Who is away a few days was below 60 and is below 66 now: one child more."""

    def twice(root: Path) -> tuple[Path, Path]:
        town(root, townsfolk(), {"one": figure(measure="few_away", by="school")}, ["few_away"])
        first = shutil.copytree(publish(root), tmp_path / f"{root.name}-first")
        measures = root / "measures" / "measures.yaml"
        measures.write_text(measures.read_text().replace("away < 60", "away < 66"))
        return first, publish(root, now=NOW + timedelta(days=30))

    with unsafe(few):
        assert between_releases(*twice(tmp_path / "others")) == {("few_away", group(school="Birch")): 1}
    assert between_releases(*twice(tmp_path / "ours")) == {}


# 3. A rate times a denominator that stands elsewhere.


def table(site: Path, name: str) -> dict[str, str]:
    """The one column of values of a download, by the name in the column before."""
    rows = next(rows for path, rows in downloads(site).items() if path.endswith(f"/{name}.csv"))
    return {list(row.values())[-2]: list(row.values())[-1] for row in rows}


def products(site: Path) -> dict[str, tuple[int, int]]:
    """Schools of which a share times the roll of another story is a few children, or all but a few."""
    rolls, found = table(site, "table-roll"), {}
    for school, share in table(site, "chart-often").items():
        if "[" not in share + rolls.get(school, "["):
            n = int(rolls[school])
            counts = [a for a in range(n + 1) if f"{float(round(Fraction(100 * a, n), 1)):.1f}" == share]
            if len(counts) == 1 and (is_small(counts[0]) or is_small(n - counts[0])):
                found[school] = (counts[0], n)
    return found


def test_3_a_rate_times_a_denominator_of_another_page(primary_only, protected):
    assert products(primary_only) == {"Birch": (6, 46)}
    assert products(protected) == {}


def rows_of_a_source(site: Path, roll: int) -> list[str]:
    """Files that say how many rows, and so how many children, the whole source has: every page is looked through."""
    number = re.compile(rf"(?<![\d.,]){roll}(?![\d.,])")
    return [
        path
        for path, text in texts(site).items()
        if number.search(re.sub(r"<style.*?</style>|<svg.*?</svg>", "", text, flags=re.S))
    ]


def test_3_how_many_rows_a_source_has_is_a_denominator_on_another_page(tmp_path):
    """A table of schools without a total: all rows of the source, less those shown, were the small school."""
    root = town(tmp_path / "w", townsfolk(), {"one": figure(measure="roll", by="school")}, ["roll"])
    places = root / "places" / "places.yaml"
    places.write_text(places.read_text().replace("  pages: true\n", ""))  # those would ask for the total
    site = publish(root)
    rolls = table(site, "table-roll")
    assert sorted(rolls) == sorted(SCHOOLS)
    assert [school for school, n in rolls.items() if "[" in n] == ["Damson"]
    assert rows_of_a_source(site, len(townsfolk())) == []
    deliver(root, one_child_left(townsfolk()))
    again = rows_of_a_source(publish(root, now=NOW + timedelta(days=30)), len(townsfolk()) - 1)
    assert [path for path in again if not path.startswith("stories/")] == []  # a story may tell of all by now


# 4. Rounding unpicked.


def unpicked(site: Path) -> dict[str, tuple[int, int]]:
    """Schools whose roll is hidden, and of which one fraction alone has the share and the average that are shown."""
    rolls, means, found = table(site, "table-roll"), table(site, "chart-mean-days"), {}
    for school, share in table(site, "chart-often").items():
        if "[" in rolls.get(school, "") and "[" not in share:
            fits = [
                (a, n)
                for n in range(1, 31)
                for a in range(n + 1)
                if abs(Fraction(100 * a, n) - Fraction(share)) <= Fraction(1, 20)
                and any(abs(Fraction(s, n) - Fraction(means[school])) <= Fraction(1, 20) for s in range(190 * n + 1))
            ]
            if len(fits) == 1 or (fits and max(n for _, n in fits) - min(n for _, n in fits) < WIDTH):
                found[school] = fits[0]
            # Who knows that fewer than ten are hidden has less to look through.
            elif len(small := [fit for fit in fits if fit[1] < FEW]) == 1:
                found[school] = small[0]
    return found


def test_4_a_rounded_share_and_a_rounded_average_have_one_fraction_in_common(counts_only, protected):
    assert unpicked(counts_only) == {"Damson": (3, 7)}
    assert unpicked(protected) == {}


# 5. All, or none, of a group.


def all_or_none(site: Path, name: str = "table-harmed") -> dict[str, str]:
    return {who: share for who, share in table(site, name).items() if share in ("0.0", "100.0")}


def test_5_all_or_none_of_a_group(primary_only, protected):
    assert all_or_none(primary_only) == {"girls": "100.0", "boys": "0.0"}
    assert all_or_none(protected) == {}


def test_5_nor_does_it_follow_that_all_or_none_are_counted(protected):
    kinds = Kinds(CODES, ABOVE)
    close(kinds, [c for c in cells(protected) if c.measure in ("roll", "often")], lambda cell: NOBODY_ELSE)
    for sex in ("girls", "boys"):
        low, high = kinds.between(group(school="Cedar", sex=sex), counted=True)
        assert low < high
