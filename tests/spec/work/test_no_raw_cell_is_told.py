"""Nothing can be told of counts that did not come through the door, at any public function that takes cells.

The functions are found by what they say they take, so a new one fails here until it is shown to refuse as well.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.spec.work.running import NOW, build, setting
from tests.spec.work.two_worlds import SHOWN, world

import kenspeckle
from kenspeckle.ground.terms import Cell, CellKey, Cube, Period, ProtectedCell
from kenspeckle.ground.terms.chart import Chart, ChartKind, Point, Series
from kenspeckle.ground.terms.figure import protected
from kenspeckle.ground.terms.page import Card, FigureBlock
from kenspeckle.ground.terms.plain import canonical, plain
from kenspeckle.ground.terms.site import PlaceEntry, PlaceFigure, site_data
from kenspeckle.ground.words import parse_evidence
from kenspeckle.inside.check import compare as compare_sources
from kenspeckle.outside import tell as tells
from kenspeckle.outside.attack import attack
from kenspeckle.outside.draw import draw
from kenspeckle.outside.tell.again import recount
from kenspeckle.outside.tell.cards import make_cards
from kenspeckle.outside.tell.cell_index import CellIndex
from kenspeckle.outside.tell.changes import change_of, words_borne_out
from kenspeckle.outside.tell.charts import chart
from kenspeckle.outside.tell.cutting import cut
from kenspeckle.outside.tell.headings import heading
from kenspeckle.outside.tell.instead import offers
from kenspeckle.outside.tell.judge.compared import compare
from kenspeckle.outside.tell.judge.question import ask
from kenspeckle.outside.tell.withheld import said_instead
from kenspeckle.outside.verify.tables import write_cells
from kenspeckle.protect import seal_forms
from kenspeckle.work.gaps import gaps_in
from kenspeckle.work.protecting import attack_all
from kenspeckle.work.site import compose

ROOMS = ("outside", "protect", "work", "portal", "ground.terms", "inside.check", "api")
CARRIERS = {
    "outside.tell.cell_index.CellIndex": "finds keys",
    "outside.tell.withheld.hidden_in": "finds keys that are hidden",
    "protect.worlds.had": "hands on what other readers have",
    "work.slices.Slices": "cuts cells into slices",
}
"""Functions that take cells and hand them on, or their keys; whoever then tells of them refuses."""

CHANGE = parse_evidence("absence from 2020/21 to 2024/25")
LEVEL = parse_evidence("absence where school = Northside in 2024/25")
HIDDEN = parse_evidence("absence where school = Westbrook in 2024/25")


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A story that was told, with everything it was told from."""
    root = world(tmp_path_factory.mktemp("raw") / "w")
    line = next(
        block for block in SHOWN.split("```chart\n") if block.startswith("kind: line\nmeasure: absence\ncompare")
    )
    assert "Northside" in line
    (root / "stories" / "shown.md").write_text(SHOWN + "\n```chart\nkind: line\nmeasure: absence\n```\n")
    told = build(root).told
    story = told.stories["shown"]
    figures = [b for b in story.story.blocks if hasattr(b, "measures") and hasattr(b, "kind")]
    cards = next(b for b in story.story.blocks if hasattr(b, "outcomes"))
    return SimpleNamespace(
        setting=setting(root), told=told, story=story.story, facts=story.facts, cells=story.cells,
        figure=figures[-1], table=figures[0], cards=cards,
    )  # fmt: skip


class LooksProtected:
    """Has everything that a protected cell has, and did not come through the door."""

    def __init__(self, cell):
        self.__dict__ |= {name: getattr(cell, name) for name in ProtectedCell.__dataclass_fields__}


def raw(cell):
    return Cell(cell.numerator, cell.denominator, cell.children, None, cell.rows, cell.unknown)


FORGERIES = {"a raw cell": raw, "something that looks like one": LooksProtected}

ATTEMPTS = {
    "inside.check.discrepancy.compare": lambda s, c: compare_sources(c, "absence", "often", ("school",)),
    "outside.attack.attacker.attack": lambda s, c: attack(c, s.facts.dimensions),
    "outside.tell.again.recount": lambda s, c: recount("rose", CHANGE, s.facts, c),
    "outside.tell.cards.make_cards": lambda s, c: make_cards(replace(s.cards, where=()), s.facts, c, ""),
    "outside.tell.changes.change_of": lambda s, c: change_of("absence", (), _points(s), s.facts, c),
    "outside.tell.changes.words_borne_out": lambda s, c: words_borne_out(CHANGE, s.facts, c),
    "outside.tell.charts.chart": lambda s, c: chart(s.table, _cut(s, s.table), s.facts, c, ()),
    "outside.tell.figure_values.value_of": lambda s, c: tells.value_of(s.facts, c, CellKey("absence", YEAR)),
    "outside.tell.headings.heading": lambda s, c: heading(_cut(s, s.figure), _drawn(s), s.facts, c),
    "outside.tell.instead.offers": lambda s, c: offers(HIDDEN, s.facts, c),
    "outside.tell.judge.judge": lambda s, c: tells.judge("14.8%", LEVEL, s.facts, c),
    "outside.tell.judge.compared.compare": lambda s, c: compare(ask(LEVEL, s.facts), s.facts, c),
    "outside.tell.judged_story.judge_claims": lambda s, c: tells.judge_claims(s.story, s.facts, c),
    "outside.tell.story_page.tell": lambda s, c: tells.tell(s.story, c, s.facts),
    "outside.tell.withheld.also_wanted": lambda s, c: tells.also_wanted(s.story, s.facts, c),
    "outside.tell.withheld.lacking": lambda s, c: tells.lacking(s.story, s.facts, c),
    "outside.tell.withheld.said_instead": lambda s, c: list(said_instead(_cut(s, s.table), s.facts, c)),
    "outside.verify.tables.write_cells": lambda s, c: write_cells(c),
    "protect.ledger.seal_forms": lambda s, c: seal_forms("", "", "public", c, ()),
    "work.gaps.gaps_in": lambda s, c: gaps_in(c),
    "work.protecting.attack_all": lambda s, c: attack_all(s.setting.workspace, s.facts, c, {}, {}),
    "work.site.compose": lambda s, c: compose(
        s.setting.workspace, s.told.looked.facts, c, s.told.looked.states, (), (), (), now=NOW
    ),
}
YEAR = Period.parse("2024/25")


def _cut(scene, spec):
    return cut(spec, scene.facts, CellIndex(scene.cells))


def _drawn(scene):
    return chart(scene.figure, _cut(scene, scene.figure), scene.facts, scene.cells, ())


def _points(scene):
    return _drawn(scene).series[0].points


def _public_functions():
    """Every public function, class and method of these rooms that says it takes protected cells, by name."""
    for found in pkgutil.walk_packages(kenspeckle.__path__, "kenspeckle."):
        room = found.name.removeprefix("kenspeckle.")
        if not room.startswith(ROOMS):
            continue
        module = importlib.import_module(found.name)
        for name, one in vars(module).items():
            if name.startswith("_") or getattr(one, "__module__", "") != found.name:
                continue
            whole = f"{room}.{name}"
            if inspect.isfunction(one) and _takes(one, "ProtectedCell"):
                yield whole, one
            if inspect.isclass(one):
                methods = [(f"{whole}.{m}", f) for m, f in vars(one).items() if not m.startswith("_")]
                for label, method in ((whole, vars(one).get("__init__")), *methods):
                    if inspect.isfunction(method) and _takes(method, "ProtectedCell"):
                        yield label, method


def _takes(function, what):
    return any(what in str(p.annotation) for p in inspect.signature(function).parameters.values())


def test_every_public_function_that_takes_cells_is_attempted_here():
    assert {name for name, _ in _public_functions()} == ATTEMPTS.keys() | CARRIERS.keys()


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_came_through_the_door_is_told(scene, attempt):
    """Otherwise a refusal below might be of something else."""
    ATTEMPTS[attempt](scene, scene.cells if not attempt.startswith("work.site") else scene.told.protection.cells)


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_did_not_is_refused_and_the_refusal_says_nothing_of_it(scene, attempt, forgery):
    cells = scene.cells if not attempt.startswith("work.site") else scene.told.protection.cells
    forged = {k: FORGERIES[forgery](c) if isinstance(c, ProtectedCell) else c for k, c in cells.items()}
    with pytest.raises(TypeError, match="has not come through protect") as refused:
        ATTEMPTS[attempt](scene, forged)
    assert not any(sign.isdigit() for sign in str(refused.value))


def test_nothing_else_can_be_a_protected_cell():
    with pytest.raises(TypeError, match="comes from protect"):
        type("Forged", (ProtectedCell,), {"__post_init__": lambda self: None})
    with pytest.raises(TypeError, match="has not come"):
        protected(Cell(3, 4, 4))


RAW = Cell(3, 4, 4)


@pytest.mark.parametrize("kind", [k for k in ChartKind if k is not ChartKind.CARDS])
def test_a_raw_cell_cannot_be_drawn(kind):
    point = Point("2024/25", "2024/25", RAW)
    with pytest.raises((TypeError, AttributeError)):
        draw(Chart(kind, "t", "s", "percent", 1, (Series("", (point,)),), axis="period"))


@pytest.mark.parametrize(
    "holder",
    [
        RAW,
        Cube("m", (), {CellKey("m", YEAR): RAW}),
        PlaceFigure("m", RAW, "2024/25"),
        PlaceEntry("x", "X", "school", "School", figures=(PlaceFigure("m", RAW, ""),)),
        Card("t", "m", RAW, "", "", "", "", "no target"),
        {"cells": [RAW]},
    ],
)
@pytest.mark.parametrize("written", [plain, canonical, site_data])
def test_a_raw_cell_has_no_text_that_could_be_published(holder, written):
    with pytest.raises(TypeError, match="has not come through protect"):
        written(holder)


def test_a_figure_made_of_a_raw_cell_cannot_be_written_into_a_page():
    block = FigureBlock(Chart(ChartKind.TABLE, "", "", "", 0, (Series("", (Point("x", "x", RAW),)),)))
    with pytest.raises(TypeError, match="has not come through protect"):
        canonical(block)


def test_rooms_outside_know_no_raw_cell():
    """They could not take one apart if they were handed one: they do not know its name."""
    source = Path(kenspeckle.__file__).parent
    for room in ("outside", "portal", "records", "cli"):
        for path in (source / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kenspeckle.ground.terms"):
                    assert {alias.name for alias in node.names}.isdisjoint({"Cell", "Cube"}), path


def test_python_answers_with_figures_alone(scene):
    """What comes back holds a period, a group, a value and its text: no counts from which more could be told."""
    from kenspeckle.api import Answer, Workspace

    answers = list(Workspace(scene.setting.workspace.root, now=NOW).measure("absence").by("school").in_("2024/25"))
    assert answers
    assert all(type(answer) is Answer for answer in answers)
    assert set(Answer.__dataclass_fields__) == {"period", "group", "value", "shown"}
    assert not any(isinstance(answer.value, Cell | ProtectedCell | Decimal) for answer in answers)
