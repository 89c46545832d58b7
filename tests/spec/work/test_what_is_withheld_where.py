"""Pages say how much is withheld and where, counted from the blanks that any reader can count."""

from __future__ import annotations

import csv
from html import unescape
from re import sub as replaced

import pytest
from tests.spec.work.running import build, start
from tests.spec.work.two_worlds import world

from kenspeckle.ground.terms import CellKey, DimensionFacts, Facts, Missing, Period, Suppressed, group
from kenspeckle.ground.terms.figure import released
from kenspeckle.protect import HIDDEN
from kenspeckle.work.gaps import gaps_in, listed, said, together

YEARS = [Period.parse(f"20{y}/{y + 1}") for y in range(10, 20)]
FACTS = Facts(
    measures={},
    dimensions={
        "school": DimensionFacts("school", "School", labels={"w": "Westray", "e": "Edinburgh"}, place=True),
        "sex": DimensionFacts("sex", "Sex", labels={"g": "Girls"}),
    },
)
SHOWN = released(30, 40, 40)


def cells(**hidden):
    """Ten years of each school; of so many of them the figure is hidden."""
    found = {}
    for school in ("w", "e"):
        for n, year in enumerate(YEARS):
            found[CellKey("m", year, group(school=school))] = HIDDEN if n < hidden.get(school, 0) else SHOWN
    return found


def gaps_of(seen):
    return together(gaps_in(seen), ["m"])


def test_the_place_with_most_gaps_comes_first():
    gaps = gaps_of(cells(w=4, e=1))
    assert [(gap.name, gap.figures, gap.hidden, gap.share) for gap in listed(gaps, FACTS)] == [
        ("Westray", 10, 4, "40%"),
        ("Edinburgh", 10, 1, "10%"),
    ]
    assert said(gaps, FACTS) == (
        "5 of the 20 figures that these pages tell from it are withheld so that no child can be found: 25%. "
        "Most is withheld about Westray, 40% of its figures, and least about Edinburgh, 10%. "
        "Where there are fewer children less can be told, and that is itself an inequality."
    )


def test_groups_are_listed_as_well_and_are_no_place():
    every = cells() | {CellKey("m", year, group(sex="g")): HIDDEN for year in YEARS[:3]}
    (gap,) = listed(gaps_of(every), FACTS)
    assert (gap.level, gap.dimension, gap.name, gap.share) == ("", "Sex", "Girls", "100%")


def test_nothing_is_counted_that_is_not_ours_to_hide():
    """What its publisher hides or has made public, what is missing, other measures, and other ways of counting."""
    others = {
        CellKey("m", YEARS[0], group(school="w")): Suppressed("hidden by its source"),
        CellKey("m", YEARS[1], group(school="w")): Missing(),
        CellKey("m", YEARS[2], group(school="w")): released(1, 2, 2, public=True),
        CellKey("other", YEARS[0], group(school="w")): HIDDEN,
        CellKey("m", YEARS[3], group(school="w"), "strict"): HIDDEN,
    }
    assert gaps_of(others).figures == 0
    assert said(gaps_of(others), FACTS) == ""


def test_where_nothing_is_withheld_that_is_said():
    assert said(gaps_of(cells()), FACTS).endswith("are shown: nothing is withheld.")


def test_places_that_are_alike_are_not_held_against_each_other():
    assert "Most is withheld" not in said(gaps_of(cells(w=2, e=2)), FACTS)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = world(tmp_path_factory.mktemp("gaps") / "w")
    (root / "stories" / "told.md").unlink()
    (root / "stories" / "shown.md").write_text(
        "---\ntitle: One table\nkind: story\n---\nIt was []{absence in 2024/25}.\n\n"
        "```table\nmeasure: absence\nby: school\nfrom: 2020/21\nto: 2024/25\n```\n\n"
        "```table\nmeasure: absence\nby: area\nfrom: 2020/21\nto: 2024/25\n```\n"
    )
    build(root)
    return root


def page(root, name):
    text = (root / "out" / "preview" / name / "index.html").read_text("utf-8")
    return " ".join(unescape(replaced(r"<[^>]+>", " ", text)).split())


def test_the_count_is_the_one_that_a_reader_of_the_table_makes(built):
    with (built / "out/preview/stories/shown/table-absence.csv").open(encoding="utf-8") as file:
        rows = {row[0]: row[1:] for row in csv.reader(file)}
    blanks = rows["Westbrook"].count("[c]")
    assert blanks == 5
    assert f"Westbrook School {len(rows['Westbrook'])} {blanks} 100%" in page(built, "measures/absence")


def test_the_source_page_leads_to_the_place_and_to_why(built):
    html = (built / "out/preview/sources/rolls/index.html").read_text("utf-8")
    assert 'href="../../places/school/westbrook/index.html"' in html
    assert 'href="../../why-hidden/index.html"' in html


def test_a_public_source_withholds_nothing_and_says_nothing(built, tmp_path):
    build(start(tmp_path / "w"))
    assert "What is withheld" not in page(built, "sources/schools")
    assert "What is withheld" not in page(tmp_path / "w", "sources/attendance")
