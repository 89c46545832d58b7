"""The workspace of an invented region: it builds clean, says what it is, and describes every file that is delivered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatch
from functools import cache
from typing import Any

import pytest
import yaml
from tests.spec.region.building import SMALL, build

from kenspeckle.ground.workspace import load
from kenspeckle.region.making import make
from kenspeckle.region.workspace import INVENTED, Names, filled

OUTLINES = {"deliveries/government/councils.geojson", "deliveries/government/zones.geojson"}
"""Deliveries without a contract: places name them for their maps."""
MESSY = {
    "attendance", "births", "exclusions", "health_reviews", "homelessness", "leavers", "levels", "police_concerns",
    "programme_participants", "pupils", "reporter_referrals", "social_work_cases", "wellbeing",
}  # fmt: skip
"""Sources in whose files rows are planted that break the contract."""


@pytest.fixture
def region(built):
    return built.root


@pytest.fixture(scope="module")
def workspace(built):
    return load(built.root)


@pytest.fixture
def answer(built):
    return built.said


def clean(answer: Mapping[str, Any]) -> None:
    """Exit 0, every claim holds, no delivery is refused or missing, and only the messy files have broken rows."""
    assert not answer["findings"]
    assert (answer["exit"], answer["claims"]) == (0, answer["hold"])
    assert {name for name, source in answer["sources"].items() if source["outcome"] != "taken in"} == set()
    assert {name for name, source in answer["sources"].items() if "quarantine" in source["says"]} <= MESSY


def test_an_invented_region_builds_clean(answer):
    clean(answer)
    assert len(answer["stories"]) == 10


@pytest.mark.evidence
@pytest.mark.parametrize("seed", [4, 5, 6])
def test_it_builds_clean_on_every_seed(tmp_path, seed):
    make(tmp_path / "r", seed=seed, pupils=24_000, daily=False)
    clean(build(tmp_path / "r"))


@pytest.mark.evidence
@pytest.mark.parametrize("seed", [7, 8, 9])
def test_a_small_region_builds_clean_on_every_seed(tmp_path, seed):
    make(tmp_path / "r", seed=seed, pupils=SMALL)
    clean(build(tmp_path / "r"))


def test_every_page_says_that_it_is_invented(region):
    pages = list((region / "out" / "preview").rglob("*.html"))
    assert len(pages) > 100
    silent = [p for p in pages if "no child, school or place in it is real" not in p.read_text(encoding="utf-8")]
    assert silent == []


def test_every_definition_says_that_it_is_invented(region):
    files = [p for folder in ("sources", "measures", "places", "agreements") for p in (region / folder).iterdir()]
    for path in [*files, *region.glob("*.yaml")]:
        assert path.read_text(encoding="utf-8").startswith(INVENTED), path
    for path in (region / "stories").iterdir():
        assert path.read_text(encoding="utf-8").startswith(f"---\n{INVENTED}\n"), path


def test_no_word_of_a_template_is_left_standing(region):
    for path in region.rglob("*"):
        if path.suffix in (".yaml", ".md"):
            assert not re.search(r"<</?[a-z_]+>>", path.read_text(encoding="utf-8")), path


def test_every_delivery_has_a_contract(region, workspace):
    paths = {spec.path for contract in workspace.contracts.values() for spec in contract.deliveries}
    files = {p.relative_to(region).as_posix() for p in (region / "deliveries").rglob("*") if p.is_file()}
    assert {f for f in files if not any(fnmatch(f, path) for path in paths)} == OUTLINES
    assert len({f.split("/")[1] for f in files}) >= 12


def test_stories_are_of_every_kind(workspace):
    kinds = {str(story.front["kind"]) for story in workspace.stories.values()}
    assert kinds == {"story", "report-card", "case-study", "briefing", "package"}


def test_forty_measures_and_more_serve_outcomes_or_can_be_asked_for(workspace):
    assert len(workspace.measures) >= 40
    named = {m for goal in workspace.goals for o in goal.outcomes for m in (*o.core, *o.contributing)}
    assert named <= set(workspace.measures)


def test_every_source_is_in_one_agreement_and_its_provider_is_the_one_that_agreed(region, workspace):
    agreed = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted((region / "agreements").iterdir())]
    sources = [source for agreement in agreed for source in agreement["sources"]]
    assert sorted(sources) == sorted(workspace.contracts)
    for agreement in agreed:
        providers = {workspace.contracts[source].provider for source in agreement["sources"]}
        assert providers == {agreement["provider"]}
        assert agreement["starts"] < agreement["ends"]


def test_names_of_people_and_homes_are_marked_as_pointing_to_somebody(workspace):
    telling = re.compile(r"forename|surname|known_as|postcode|address|phone|email|born")
    for contract in workspace.contracts.values():
        if contract.public:
            continue
        assert [f.name for f in contract.fields if telling.search(f.name) and not f.identifying] == [], contract.id


@cache
def names(*, daily: bool, large: bool) -> Names:
    return Names("Foo", (("SX01", "Foo Council"),), ("SX01001", "A Primary"), daily, large)


@pytest.mark.parametrize(
    ("daily", "large", "told"),
    [(True, True, "a Foo d l"), (False, True, "a Foo l"), (True, False, "a Foo d s"), (False, False, "a Foo s")],
)
def test_a_passage_is_told_only_where_it_holds(daily, large, told):
    template = "a <<region>>\n<<daily>>\nd\n<</daily>>\n<<large>>\nl\n<</large>>\n<<small>>\ns\n<</small>>\n"
    assert " ".join(filled(template, names(daily=daily, large=large)).split()) == told


def test_a_region_without_daily_openings_has_no_contract_for_them(tmp_path):
    make(tmp_path / "r", seed=2, pupils=600, daily=False)
    there = load(tmp_path / "r")
    assert "openings" not in there.contracts
    assert not [m for m in there.measures.values() if m.source == "openings"]
