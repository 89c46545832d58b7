"""The attacks on time, on single values and on many releases joined: numbers 7, 11 and 12 of twelve."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from tests.spec.attack.known_town import ABOVE, CODES, MONTHS, townsfolk
from tests.spec.attack.stranger import Between, Cell, Group, Kinds, cells, close
from tests.spec.attack.test_attack_twelve import NOBODY_ELSE, between_cohorts, complements, few, group, table
from tests.spec.attack.town import NOW, SCHOOLS, YEAR, Child, figure, publish, said, tell, town, unsafe

BEFORE = "2023/24"


# 7. Time: a year and its months; years together; a year that is hidden and the next that is not.


def by_time(told: Iterable[Cell]) -> list[Between]:
    """What months, quarters and the year say together of who joined when, in each school and area."""
    months = sorted(set(MONTHS))
    quarters = {m: f"{m[:5]}Q{(int(m[5:]) + 2) // 3}" for m in months}
    above = {**ABOVE, **{("month", m): [("quarter", quarters[m]), ("year", YEAR)] for m in months}}

    def when(cell: Cell) -> Group:
        kind = "quarter" if "Q" in cell.period else "month" if "-" in cell.period else "year"
        return frozenset({(kind, cell.period)})

    kinds = Kinds({"school": CODES["school"], "month": months}, above)
    known = [c for c in told if c.measure in ("joiners", "roll") and {d for d, _ in c.group} <= {"school", "area"}]
    return close(kinds, known, when)


def test_7_a_year_less_its_months(primary_only, protected):
    found = {(b.period, b.group) for b in by_time(cells(primary_only))}
    assert ("2024-09", group(school="Birch")) in found
    assert by_time(cells(protected)) == []


def two_years(root: Path) -> Path:
    """A school of twelve that has seven the year after, told year by year and both together."""
    folk = townsfolk()
    before = [c._replace(year=BEFORE, joined="2023-08") for c in folk]
    before += [Child(f"P-Damson{i:03}", "Damson", "g", 1, "Z7", joined="2023-08", year=BEFORE) for i in range(7, 12)]
    text = "".join(figure(measure="often", by="school", in_=when) for when in (BEFORE, YEAR, f"{BEFORE} to {YEAR}"))
    return publish(town(root, [*folk, *before], {"years": text}, ["often"]))


def by_years(told: Iterable[Cell]) -> list[Between]:
    """What single years and both together say of rows: each child has one in each year."""

    def when(cell: Cell) -> Group:
        return frozenset({("year", cell.period)} if cell.period in (BEFORE, YEAR) else ())

    return close(Kinds({"school": CODES["school"], "year": (BEFORE, YEAR)}, ABOVE), list(told), when)


def test_7_a_hidden_year_between_the_year_before_and_both_together(tmp_path):
    with unsafe(few):
        found = by_years(cells(two_years(tmp_path / "others")))
    assert (YEAR, group(school="Damson"), 7, 7) in {(b.period, b.group, b.low, b.high) for b in found}
    assert by_years(cells(two_years(tmp_path / "ours"))) == []


# 11. The middle of few; a sum less all but one; somebody who knows their own.


def middles_of_few(site: Path) -> dict[str, str]:
    """Schools whose roll is hidden, and whose middle or mean is told all the same."""
    rolls = table(site, "table-roll")
    shown = [(s, v) for name in ("table-middle", "chart-mean-days") for s, v in table(site, name).items()]
    return {school: value for school, value in shown if "[" in rolls.get(school, "") and "[" not in value}


def test_11_the_middle_or_the_mean_of_few(counts_only, protected):
    assert middles_of_few(counts_only).keys() == {"Damson"}
    assert middles_of_few(protected) == {}


def sums_less_all_but_one(told: Sequence[Cell]) -> dict[Group, Fraction]:
    """The days of the one school whose days are hidden beside a shown whole."""
    days = {c.group: c.counted for c in told if c.measure == "days"}
    whole, parts = days.get(NOBODY_ELSE), [group(school=s) for s in SCHOOLS]
    unknown = [p for p in parts if days.get(p) is None]
    if whole is None or len(unknown) != 1:
        return {}
    return {unknown[0]: whole - sum(days[p] or 0 for p in parts if p not in unknown)}


def test_11_a_sum_less_the_sums_of_all_others(primary_only, protected):
    truth = sum(c.away for c in townsfolk() if c.school == "Damson")
    assert sums_less_all_but_one(cells(primary_only)) == {group(school="Damson"): truth}
    assert sums_less_all_but_one(cells(protected)) == {}


LONELY = {"Z1": 30, "Z2": 40, "Z3": 30, "Z4": 25, "Z5": 1, "Z6": 5, "Z7": 33, "Z8": 41, "Z9": 52}
"""Zones of a town in one of which a single child lives."""


def as_an_insider(told: Sequence[Cell]) -> list[Between]:
    """What the one child of zone Z5, who knows to be the only one there, makes of the zones that are hidden."""
    kinds = Kinds({"zone": CODES["zone"]}, ABOVE)
    kinds.children(group(zone="Z5"), 1, 1)
    return [b for b in close(kinds, told, lambda cell: NOBODY_ELSE) if b.group != group(zone="Z5") and b.low == b.high]


def test_11_a_child_who_knows_to_be_the_only_one(tmp_path):
    folk = [Child(f"P-{zone}{i:02}", ZONE_SCHOOL[zone], zone=zone) for zone, n in LONELY.items() for i in range(n)]
    story = figure(measure="roll", by="zone") + said(f"roll in {YEAR}")

    def released(root: Path) -> list[Cell]:
        return [c for c in cells(publish(town(root, folk, {"one": story}, ["roll"]))) if not _of_schools(c)]

    with unsafe(few):
        assert {b.group for b in as_an_insider(released(tmp_path / "others"))} == {group(zone="Z6")}
    assert as_an_insider(released(tmp_path / "ours")) == []


ZONE_SCHOOL = {zone: dict(above)["catchment"] for (kind, zone), above in ABOVE.items() if kind == "zone"}


def _of_schools(cell: Cell) -> bool:
    return bool({"school", "area"} & {dimension for dimension, _ in cell.group})


# 12. What is left over; linked classifications; all stories of the ledger together.


def test_12_what_is_left_when_a_part_is_taken_from_the_whole(primary_only, protected):
    """All children of Cedar less those with free meals: three."""
    found = between_cohorts(cells(primary_only), "roll", "meals")
    assert found[group(school="Cedar")] == 3
    assert between_cohorts(cells(protected), "roll", "meals") == {}


UNION = (
    figure(measure="roll", by="school"),
    figure(measure="roll", by="area") + figure(measure="roll", by="catchment"),
    figure(measure="roll", where="school = Damson", by="sex") + figure(measure="roll", by="sex"),
    figure(measure="roll", where="sex = boys", by="school") + figure(measure="roll", by="zone"),
)
"""Stories that are released one after the other, each as harmless as the next."""


def released_one_by_one(root: Path) -> list[Path]:
    """Release each story on its day; return what somebody has who kept every copy of the site."""
    town(root, townsfolk(), {}, ["roll"])
    # The pages of places tell all schools and areas at once; here the stories are to do it.
    places = root / "places" / "places.yaml"
    places.write_text(places.read_text().replace("  pages: true\n", ""))
    kept = []
    for n, text in enumerate(UNION):
        tell(root, f"story-{'abcd'[n]}", text)
        site = publish(root, now=NOW + timedelta(days=n))
        kept.append(shutil.copytree(site, root.parent / f"{root.name}-{n}"))
    return kept


def test_12_all_stories_of_the_ledger_together(tmp_path):
    def together(sites: Sequence[Path]) -> list[Between]:
        return close(Kinds(CODES, ABOVE), cells(*sites), lambda cell: NOBODY_ELSE)

    with unsafe(few):
        others = released_one_by_one(tmp_path / "others")
    assert group(school="Damson") in {b.group for b in together(others)}
    ours = released_one_by_one(tmp_path / "ours")
    assert together(ours) == []
    assert complements(cells(*ours)) == {}
