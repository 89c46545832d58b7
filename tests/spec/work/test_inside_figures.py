"""Exact counts of one's own children are drawn for one's eyes, and can be taken nowhere."""

import copy
import csv
import dataclasses
import io
import json
import logging
import os
import pickle
import pty
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.spec.work.running import NOW, build, children, setting

import kenspeckle
from kenspeckle import Workspace
from kenspeckle.cli import main
from kenspeckle.govern import Purpose, Refused
from kenspeckle.ground.terms import Cell, CellKey, Cube, KenError, Period, ProtectedCell
from kenspeckle.ground.terms.chart import Chart, ChartKind, Point, Series
from kenspeckle.ground.terms.figure import issue
from kenspeckle.ground.terms.inside import MARK, Inside, InsideCell, InsideFigure, StaysInside, opened
from kenspeckle.ground.terms.plain import canonical, in_order, plain
from kenspeckle.ground.terms.site import site_data
from kenspeckle.outside.draw import draw
from kenspeckle.outside.verify.tables import write_cells
from kenspeckle.protect import Rules, seal_forms

SCHOOLS = {"Northside": 30, "Eastfield": 12, "Westbrook": 7}
LATE = 6943
TOTAL = str(7 * LATE)
"""How often the seven of Westbrook came late: a number that stands nowhere else."""
CARE = Purpose.CARE.value
KEY = CellKey("lates", Period.parse("2024/25"))


@pytest.fixture
def root(tmp_path):
    root = children(tmp_path / "w", SCHOOLS)
    measures = root / "measures" / "lates.yaml"
    measures.write_text(measures.read_text() + measures.read_text().replace("lates:", "times:", 1).replace(
        "mean: {of: sum(late), over: count()}", "sum: sum(late)").replace("Times late", "All times late"))  # fmt: skip
    rolls = root / "deliveries" / "rolls.csv"
    rolls.write_text(rolls.read_text().replace("Westbrook,2", f"Westbrook,{LATE}"))
    (root / "stories" / "lates.md").write_text("---\ntitle: Nothing yet\n---\nWords alone.\n")
    build(root)
    return root


@pytest.fixture
def workspace(root):
    found = Workspace(root, person="keeper", now=NOW)
    found.entitle("ms-smith", school="Westbrook")
    return found


def figure(workspace, measure="times", **where):
    question = workspace.inside(person="ms-smith", purpose=CARE).measure(measure).in_("2024/25")
    return (question.where(**where) if where else question).figure()


def lines(found):
    return list(found.draw().lines())


# Who sees what.


def test_whoever_is_responsible_for_a_school_sees_exact_counts_of_it(workspace):
    assert any(re.search(rf"2024/25 +{int(TOTAL):,}\.0 +7$", line) for line in lines(figure(workspace)))
    assert lines(figure(workspace)) == lines(figure(workspace, school="Westbrook"))


def test_the_public_sees_nothing_of_it(workspace):
    (answer,) = workspace.measure("times").where(school="Westbrook").in_("2024/25")
    assert answer.shown == "[c]"


@pytest.mark.parametrize("where", [{"school": "Northside"}, {"school": "westbrook"}])
def test_whoever_is_not_responsible_gets_a_clear_no_with_its_rule(workspace, where):
    with pytest.raises(Refused) as refused:
        figure(workspace, **where)
    assert refused.value.decision.rule == "in my charge"
    assert "Nobody has recorded ms-smith as responsible for the children of school = " in str(refused.value)


def test_without_any_relationship_nobody_looks_at_everybody(workspace):
    with pytest.raises(Refused, match="responsible for the children of everybody"):
        workspace.inside(person="mr-jones", purpose=CARE).measure("times").figure()


def test_a_purpose_that_is_not_on_the_list_is_refused(workspace):
    with pytest.raises(Refused, match="is not a purpose that rows may be read for"):
        workspace.inside(person="ms-smith", purpose="curiosity").measure("times").figure()


def test_another_purpose_gives_no_inside_figure(workspace):
    """Telling stories needs no relationship, so it must not be the way round this one."""
    with pytest.raises(Refused, match="look at the children in my charge"):
        workspace.inside(person="mr-jones", purpose=Purpose.TELL.value).measure("times").figure()


def test_a_relationship_that_has_ended_shows_nothing_more(workspace):
    workspace.entitle("ms-smith", since=date(2026, 1, 1), until=date(2026, 8, 31), school="Westbrook")
    with pytest.raises(Refused, match="ended on 31 August 2026"):
        figure(workspace, school="Westbrook")


def test_each_look_is_in_the_log_with_whose_children_it_was_at(root, workspace):
    figure(workspace)
    with pytest.raises(Refused):
        figure(workspace, school="Northside")
    acts = [e.act for e in setting(root).records.audit.entries() if e.act.purpose == CARE]
    assert [(a.person, a.allowed, a.detail) for a in acts] == [
        ("ms-smith", True, "school = Westbrook"),
        ("ms-smith", False, "school = Northside"),
    ]


# What it looks like.


def test_the_mark_is_in_the_picture_its_title_its_table_and_its_sentence(workspace):
    drawing = workspace.inside(person="ms-smith", purpose=CARE).measure("times").by("school").figure().draw()
    assert f'<title id="inside-wide-title">{MARK}: ' in drawing.svg
    assert f">{MARK.upper()}</text>" in drawing.svg
    assert f"{int(TOTAL):,}" in drawing.svg
    said = list(drawing.lines())
    assert said[0] == said[-1] == MARK.upper()
    assert MARK.lower() in said[1]
    assert said[-2].startswith(f"{MARK}. All times late: School Westbrook")


def test_the_picture_is_whole_xml(workspace):
    from xml.etree.ElementTree import fromstring

    box = fromstring(figure(workspace).draw().svg).attrib["viewBox"]
    assert box.startswith("0 -24 ")


# What cannot be done with it.


def told(workspace):
    return figure(workspace)


def cell():
    return InsideCell(int(TOTAL), 7)


def table(found):
    out = io.StringIO()
    csv.writer(out).writerow([found])
    return out.getvalue()


def logged(found):
    out = io.StringIO()
    log = logging.Logger("inside")
    log.addHandler(logging.StreamHandler(out))
    log.warning("seen: %s %r", found, found)
    return out.getvalue()


@dataclasses.dataclass(frozen=True)
class Held:
    found: object


TAKING = {
    "pickle": pickle.dumps,
    "json": json.dumps,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "asdict": lambda f: dataclasses.asdict(Held(f)),
    "plain": plain,
    "plain of what holds it": lambda f: plain(Held((f,))),
    "canonical": canonical,
    "in order": in_order,
    "site": site_data,
    "cells of a bundle": lambda f: write_cells({KEY: f}),
    "a chart": lambda f: draw(Chart(ChartKind.BAR, "", "", "", 0, (Series("", (Point("a", "a", f),)),))),
    "a protected cell": lambda f: seal_forms("", "", "public", {KEY: issue(f, None, f)}, []) and int(f),
    "a rule": lambda f: Rules(10).unsafe(KEY, Cell(f, None, f)),
    "a number": int,
    "a sum": lambda f: sum([f]),
    "less": lambda f: f < 1,
    "equal": lambda f: f == 1,
    "hash": hash,
    "truth": bool,
    "change": lambda f: setattr(f, "_value", 1),
}
SAYING = {"str": str, "repr": repr, "format": lambda f: f"{f:>40}", "csv": table, "log": logged}


@pytest.mark.parametrize("way", TAKING)
def test_it_cannot_be_written_copied_kept_or_calculated_with(workspace, way):
    for found in (figure(workspace), figure(workspace).draw(), cell()):
        with pytest.raises((TypeError, AttributeError, KeyError)):
            TAKING[way](found)


@pytest.mark.parametrize("way", SAYING)
def test_its_text_says_that_it_is_inside_and_no_number(workspace, way):
    for found in (figure(workspace), figure(workspace).draw(), cell()):
        said = SAYING[way](found)
        assert MARK.lower() in said
        assert not re.search(r"\d", said)


def test_a_ledger_entry_holds_none_of_it():
    with pytest.raises(TypeError, match="has not come through protect"):
        seal_forms("", "", "public", {KEY: cell()}, [])


def test_no_protected_cell_is_made_of_it():
    """Not by its attributes either: it has none that a cell has."""
    assert not {f.name for f in dataclasses.fields(ProtectedCell)} & set(dir(cell()))
    with pytest.raises((TypeError, AttributeError)):
        dataclasses.replace(cell())
    cube = Cube("lates", (), {KEY: cell()}, public=True)
    from kenspeckle.protect import LedgerCopy, protect

    with pytest.raises((TypeError, AttributeError)):
        protect([cube], Rules(10), LedgerCopy(), populations={}, dimensions={}, calendar=None)


def test_it_can_be_opened_in_one_room_only():
    """Only `draw` takes the numbers out, to make a picture that says what it is."""
    source = Path(kenspeckle.__file__).parent
    uses = {
        str(p.relative_to(source)) for p in source.rglob("*.py") if re.search(r"import .*\bopened\b.*", p.read_text())
        and "terms.inside" in p.read_text()
    }  # fmt: skip
    assert uses == {"outside/draw/inside.py"}


def test_no_other_kind_of_inside_figure_can_be_made():
    with pytest.raises(StaysInside):
        type("Leaky", (InsideFigure,), {"__reduce__": lambda self: (str, (opened(self),))})
    assert issubclass(InsideFigure, Inside)


def test_nothing_of_it_is_left_anywhere(root, workspace, tmp_path):
    def files():
        found = [p for p in tmp_path.rglob("*") if p.is_file()]
        return {p: p.read_bytes() for p in found}

    scratch = set(os.listdir("/tmp"))
    before = files()
    found = figure(workspace)
    assert any(f"{int(TOTAL):,}" in line for line in found.draw().lines())
    after = files()
    changed = {p.relative_to(root).as_posix() for p in after if after[p] != before.get(p)}
    # The log has the look. The store marks with an empty file that somebody is in it.
    written = {name for name in changed if (root / name).read_bytes()}
    assert {name for name in written if not name.startswith(".ken/records.sqlite3")} == set()
    for content in after.values():
        assert TOTAL.encode() not in content
        assert f"{int(TOTAL):,}".encode() not in content
    assert not [name for name in set(os.listdir("/tmp")) - scratch if "ken" in name and "pytest" not in name]


# On a terminal.


def ken(root, *given):
    return [
        "inside",
        "times",
        "--in",
        "2024/25",
        "--as",
        "ms-smith",
        "--purpose",
        CARE,
        "--workspace",
        str(root),
        *given,
    ]


def test_a_terminal_shows_it_and_no_file_pipe_or_json_does(root, workspace, capsys):
    for more in ([], ["--json"]):
        assert main(ken(root, *more)) == 2
    said = capsys.readouterr()
    assert "on a terminal, and written nowhere" in said.err + said.out
    assert TOTAL not in said.err + said.out
    asked = subprocess.run([sys.executable, "-m", "kenspeckle", *ken(root)], capture_output=True, text=True)
    assert (asked.returncode, asked.stdout) == (2, "")


def test_a_terminal_shows_it_to_whoever_may_see_it(root, workspace):
    seen, side = pty.openpty()
    command = [sys.executable, "-m", "kenspeckle", *ken(root)]
    with subprocess.Popen(command, stdout=side, stderr=side, stdin=subprocess.DEVNULL) as running:
        os.close(side)
        said = b""
        try:
            while more := os.read(seen, 65536):
                said += more
        except OSError:
            pass  # the terminal is gone with whoever wrote to it
    os.close(seen)
    assert running.returncode == 0
    assert f"{int(TOTAL):,}".encode() in said
    assert said.count(MARK.upper().encode()) == 2


def test_a_measure_or_dimension_that_is_not_there_is_named(workspace):
    with pytest.raises(KenError, match=r"there is no measure tims; did you mean times\?"):
        figure(workspace, "tims")
    with pytest.raises(KenError, match="times has no dimension stage"):
        workspace.inside(person="ms-smith", purpose=CARE).measure("times").by("stage").figure()
