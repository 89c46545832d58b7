"""Where a figure is hidden, what can be shown is offered: years together, the place around, a broader group."""

from __future__ import annotations

import json
import re

import pytest
from tests.spec.work.running import ANNA, build, page, release, setting
from tests.spec.work.two_worlds import MEASURES, YEARS, world

from kenspeckle.ground.terms import Complaints, Period, ProtectedCell, Suppressed
from kenspeckle.outside.attack.bundles import attack_bundles
from kenspeckle.work.answers import built_lines, built_record
from kenspeckle.work.inspect import inspect

ALL_YEARS = f"{YEARS[0]} to {YEARS[-1]}"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = world(tmp_path_factory.mktemp("offers") / "w", new_each_year=True)
    return root, build(root)


def claims(built, story="told"):
    return built.told.pages[story].claims


def test_a_withheld_claim_says_which_years_together_can_be_shown(built):
    """Six children a year are too few; thirty of five years are not."""
    level = claims(built[1])[0]
    assert level.verdict == "withheld"
    years, area = level.instead
    assert years.startswith(f"The five years {ALL_YEARS} together can be shown: 16.3%")
    assert area == "The area around it can be shown: The south, 15.5%."


def test_a_gap_is_told_for_years_together_too(built):
    (years,) = claims(built[1])[1].instead
    assert "16.3% against 15.3%" in years


def test_a_change_is_told_for_the_place_around(built):
    (area,) = claims(built[1])[2].instead
    assert re.fullmatch(r"The area around it can be shown: The south, \d+\.\d% to 15\.5%\.", area)


def test_children_are_counted_and_not_added_up_over_years(built):
    """A child who is there in five years would be counted five times."""
    (area,) = claims(built[1])[3].instead
    assert area.endswith("The south, 54 children.")


def test_the_author_is_told_what_to_write_instead(built):
    root, done = built
    said = "\n".join(built_lines(done, setting(root)))
    assert f"can be shown instead: {{absence where school = Westbrook in {ALL_YEARS}}}, which is 16.3%" in said
    first = built_record(done)["findings"][0]["instead"][0]
    assert first["evidence"] == f"absence where school = Westbrook in {ALL_YEARS}"


def test_what_the_author_is_told_to_write_holds(built, tmp_path):
    told = built[1].told.stories["told"]
    offered = [evidence for f in told.findings for evidence, _ in f.instead]
    assert len(offered) > 5
    root = world(tmp_path / "w", new_each_year=True)
    (root / "stories" / "told.md").write_text(
        "---\ntitle: What may be said\nkind: story\n---\n" + "\n\n".join(f"It was []{{{e}}}." for e in offered) + "\n"
    )
    assert {c.verdict for c in claims(build(root))} == {"holds"}


def test_a_figure_says_under_it_what_can_be_shown(built):
    table = next(b for b in built[1].told.pages["shown"].blocks if getattr(b, "drawing", None))
    assert f"Westbrook is withheld in 2024/25. The five years {ALL_YEARS} together can be shown: 16.3%" in "".join(
        table.instead
    )


def test_a_card_says_what_can_be_shown(built):
    (cards,) = (b for b in built[1].told.pages["shown"].blocks if hasattr(b, "cards"))
    assert cards.cards[0].status == "withheld"
    assert "five years" in cards.cards[0].instead[0]


def test_readers_see_it_on_the_page(built):
    root, _ = built
    told, shown = (" ".join(page(root, name, "preview").split()) for name in ("told", "shown"))
    assert "The area around it can be shown: The south, 15.5%." in told
    assert shown.count(f"The five years {ALL_YEARS} together can be shown: 16.3%") >= 3  # figures, and the card


def test_a_place_s_page_says_what_else_is_told_of_it(built):
    text = " ".join(page(built[0], "../places/school/westbrook", "preview").split())
    assert "[c]</abbr> withheld to protect children" in text
    assert f"The five years {ALL_YEARS} together can be shown: 16.3%" in text
    assert "The area around it can be shown: The south, 15.5%." in text


def test_children_who_come_every_year_are_no_more_in_five_years(tmp_path):
    """Counted by the engine, six children stay six, and nothing is offered and nothing said of it."""
    done = build(world(tmp_path / "w"))
    told = [sentence for claim in claims(done) for sentence in claim.instead]
    assert told
    assert not any("together" in sentence for sentence in told)


def test_an_offer_costs_no_other_cell(tmp_path, monkeypatch):
    with_offers = build(world(tmp_path / "a", new_each_year=True)).told.protection.cells
    monkeypatch.setattr("kenspeckle.work.telling.offer", lambda *a: (a[5].protection, {}))
    without = build(world(tmp_path / "b", new_each_year=True)).told.protection.cells
    shown = {key for key, cell in without.items() if isinstance(cell, ProtectedCell)}
    assert all(isinstance(with_offers[key], ProtectedCell) for key in shown)
    assert with_offers.keys() > without.keys()


def test_what_was_tried_and_is_hidden_is_told_nowhere(built):
    """Two years together are too few children who are often away, so they were tried; nobody learns that."""
    cells = built[1].told.protection.cells
    together = {key.period: cell for key, cell in cells.items() if key.period and len(key.period.years) > 1}
    assert set(together) == {Period.parse(ALL_YEARS)}
    assert not any(isinstance(cell, Suppressed) for cell in together.values())


def reads(root):
    """How often rows were read to tell stories."""
    acts = [entry.act for entry in setting(root).records.audit.entries()]
    return sum(act.action == "read" and "rolls" in act.sources for act in acts)


def test_nothing_is_looked_at_twice_where_nothing_is_hidden(tmp_path, built):
    root = world(tmp_path / "w")
    text = (root / "deliveries" / "rolls.csv").read_text()
    (root / "deliveries" / "rolls.csv").write_text(text.replace(",Eastfield,", ",Westbrook,"))
    done = build(root)
    assert not any(isinstance(cell, Suppressed) for cell in done.told.protection.cells.values())
    once = reads(root)
    assert once
    assert reads(built[0]) > once


def test_a_figure_takes_years_together_too(tmp_path):
    root = world(tmp_path / "w", new_each_year=True)
    (root / "stories" / "told.md").write_text(
        f"---\ntitle: Together\nkind: story\n---\n```table\nmeasure: absence\nby: school\nin: {ALL_YEARS}\n```\n"
    )
    (table,) = (b for b in build(root).told.pages["told"].blocks if getattr(b, "drawing", None))
    assert dict(table.drawing.rows)["Westbrook"] == "16.3"
    assert table.drawing.head[1] == f"{ALL_YEARS} (%)"


def test_a_line_of_time_takes_no_years_together(tmp_path):
    root = world(tmp_path / "w")
    (root / "stories" / "told.md").write_text(
        f"---\ntitle: Together\nkind: story\n---\n```chart\nkind: line\nmeasure: absence\nfrom: {ALL_YEARS}\n```\n"
    )
    with pytest.raises(Complaints, match="years taken together in a line of time"):
        build(root)


def test_no_years_are_offered_across_a_change_of_definition(tmp_path):
    root = world(tmp_path / "w", new_each_year=True)
    broken = '  breaks: [{at: 2023/24, text: "Days are counted otherwise", forbids: true}]\n'
    (root / "measures" / "measures.yaml").write_text(MEASURES.replace("often:\n", broken + "often:\n", 1))
    assert not any("together" in sentence for sentence in claims(build(root))[0].instead)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    root = world(tmp_path_factory.mktemp("sealed") / "w", new_each_year=True)
    (root / "stories" / "told.md").unlink()
    return root, release(root)


def test_a_bundle_holds_what_was_offered_and_is_counted_again(sealed):
    root, released = sealed
    (bundle,) = (path.read_bytes() for path in released.bundles)
    lines = inspect(setting(root), bundle)
    assert [line.sentence for line in lines if not line.passed] == []
    assert attack_bundles([bundle], [ANNA.public]).clean


def test_the_ledger_knows_the_years_that_were_told_together_and_each_of_them(sealed):
    forms = [
        form
        for entry in setting(sealed[0]).records.ledger.entries()
        for form in json.loads(entry.payload).get("forms", ())
    ]
    names = {form[0]: len(form) > 1 for form in forms}
    assert names[f"absence@{ALL_YEARS}{{school=Westbrook}}"]
    assert {f"absence@{year}{{school=Westbrook}}" for year in YEARS} <= names.keys()


def test_a_year_cannot_be_told_later_that_would_give_another_back(sealed):
    """All years but one, less the five together, would be that one."""
    root, _ = sealed
    (root / "stories" / "later.md").write_text(
        "---\ntitle: Later\nkind: story\n---\n"
        + "".join(f"It was []{{absence where school = Westbrook in {year}}}.\n\n" for year in YEARS)
    )
    cells = build(root).told.protection.cells
    alone = [
        cell
        for key, cell in cells.items()
        if dict(key.group).get("school") == "Westbrook" and key.period.label in YEARS
    ]
    assert alone
    assert all(isinstance(cell, Suppressed) for cell in alone)
