"""Six releases in which there is nothing to protect: all of each is told, and an attacker finds nothing.

A lock that is always shut protects nobody's reading. `hidden` must be nought, for each of them.
"""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from tests.spec.attack.known_town import CODES
from tests.spec.attack.stranger import cells, downloads
from tests.spec.attack.town import NOW, SCHOOLS, YEAR, ZONES, Child, figure, publish, said, town
from tests.spec.work.running import ANNA

from kenspeckle.cli import main

HOME = {catchment: zone for zone, catchment in ZONES.items()}


def folk(each: int, often: int = 3, schools: tuple[str, ...] = tuple(SCHOOLS)) -> list[Child]:
    """As many children in each school and of each sex; one in so many is often away."""
    return [
        Child(
            f"P-{school}{i:04}",
            school,
            "gb"[i // each],
            1 + i % 5,
            HOME[school],
            joined=("2024-08", "2025-01")[i % 2],
            away=10 + i % 7,
            often=int(i % often == 0),
        )
        for school in schools
        for i in range(2 * each)
    ]


def all_is_told(site: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = cells(site)
    assert told
    assert [c for c in told if c.hidden] == []
    assert not [v for rows in downloads(site).values() for row in rows for v in row.values() if v == "[c]"]
    key.write_text(ANNA.public.line() + "\n")
    bundles = sorted((site / "bundles").glob("*.zip"))
    for bundle in bundles:
        with zipfile.ZipFile(bundle) as opened:
            assert json.loads(opened.read("method/attack.json"))["hidden"] == 0
    assert main(["attack", *map(str, bundles), "--key", str(key)]) == 0
    assert "Nothing is hidden" in capsys.readouterr().out


CROSSED = figure(measure="roll", by="school") + "".join(
    figure(measure="roll", where=f"school = {school}", by="sex") for school in SCHOOLS
)


def test_a_table_with_no_small_cell(tmp_path, capsys):
    story = CROSSED + figure(measure="roll", by="sex") + said(f"roll in {YEAR}")
    site = publish(town(tmp_path / "w", folk(20), {"one": story}, ["roll"]))
    assert len(cells(site)) >= 3 * len(SCHOOLS) + 3
    all_is_told(site, tmp_path / "key", capsys)


def test_the_same_table_released_again(tmp_path, capsys):
    """In another story, on another day: what was told once may be told twice."""
    root = town(tmp_path / "w", folk(20), {"one": CROSSED}, ["roll"])
    before = cells(publish(root))
    (root / "stories" / "again.md").write_text((root / "stories" / "one.md").read_text().replace("one", "again"))
    site = publish(root, now=NOW + timedelta(days=1))
    assert sorted(map(str, cells(site))) == sorted(map(str, before))
    assert len(list((site / "bundles").glob("*.zip"))) == 2
    all_is_told(site, tmp_path / "key", capsys)


def test_rates_over_thousands(tmp_path, capsys):
    story = figure("chart", kind="bar", measure="often", by="sex") + figure(measure="often", by="area")
    site = publish(town(tmp_path / "w", folk(600), {"one": story + said(f"often in {YEAR}")}, ["often"]))
    assert min(c.out_of or 0 for c in cells(site)) >= 1000
    all_is_told(site, tmp_path / "key", capsys)


def test_cohorts_in_two_stories_that_share_nobody(tmp_path, capsys):
    stories = {
        "girls": figure(measure="roll", where="sex = girls", by="school"),
        "boys": figure(measure="roll", where="sex = boys", by="school"),
    }
    all_is_told(publish(town(tmp_path / "w", folk(15), stories, ["roll"])), tmp_path / "key", capsys)


def test_totals_alone(tmp_path, capsys):
    """Though every group is small: who asks for no group can subtract none."""
    crowd = folk(4)
    root = town(tmp_path / "w", crowd, {"one": said(f"roll in {YEAR}", f"mean_days in {YEAR}")}, ["roll", "mean_days"])
    places = root / "places" / "places.yaml"
    places.write_text(places.read_text().replace("  pages: true\n", ""))  # they would tell of each school
    site = publish(root)
    assert {c.group for c in cells(site)} == {frozenset()}
    all_is_told(site, tmp_path / "key", capsys)


def test_rounded_shares_whose_intervals_stay_wide(tmp_path, capsys):
    """Shares of dozens, with one decimal: of each school many fractions are possible, and none of few children."""
    story = figure("chart", kind="dot", measure="often", by="school") + figure(measure="often", by="zone")
    site = publish(town(tmp_path / "w", folk(40), {"one": story}, ["often"]))
    shares = {c.counted / c.out_of for c in cells(site) if c.counted is not None and c.out_of}
    assert all(Fraction(1, 4) < share < Fraction(1, 2) for share in shares)
    assert len(cells(site)) >= len(SCHOOLS) + len(CODES["zone"]) - 4
    all_is_told(site, tmp_path / "key", capsys)
