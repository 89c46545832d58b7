"""A figure on a page can only be made from a protected cell, and only two rooms can make one."""

import ast
import copy
import dataclasses
import pickle
import re
from pathlib import Path

import pytest

import kenspeckle
from kenspeckle.ground.terms import ProtectedCell
from kenspeckle.ground.terms.figure import released

SOURCE = Path(kenspeckle.__file__).parent
MAKERS = {
    "issue": {"protect/door.py", "protect/worlds.py"},
    "released": {"outside/verify/tables.py", "outside/attack/bundles.py"},
}


def named_in(path):
    """Every name that a module imports from `terms.figure`, or takes from it as an attribute."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("figure"):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "figure":
            yield node.attr


@pytest.mark.parametrize("maker", MAKERS)
def test_only_the_door_and_who_reads_a_release_back_make_protected_cells(maker):
    callers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.name != "figure.py" and maker in named_in(path)
    }
    assert callers == MAKERS[maker]


def test_nobody_names_the_token_but_its_own_module():
    naming = [p for p in SOURCE.rglob("*.py") if re.search(r"(?<!\w)_DOOR\b", p.read_text("utf-8"))]
    assert [p.name for p in naming] == ["figure.py"]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda cell: ProtectedCell(3, 4, 4),
        lambda cell: ProtectedCell(3, 4, 4, _door=object()),
        lambda cell: ProtectedCell(3, 4, 4, _door=cell._door),
        lambda cell: dataclasses.replace(cell, numerator=3),
        lambda cell: dataclasses.replace(cell),
    ],
)
def test_a_protected_cell_cannot_be_made_by_hand(attempt):
    with pytest.raises(TypeError, match="comes from protect"):
        attempt(released(30, 40, 40))


def test_a_protected_cell_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        released(30, 40, 40).numerator = 3


def test_a_copy_is_the_same_cell():
    cell = released(30, 40, 40)
    assert copy.deepcopy(cell) == cell
    assert pickle.loads(pickle.dumps(cell)) == cell
