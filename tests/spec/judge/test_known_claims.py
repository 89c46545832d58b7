"""Words and the verdict that each must get: the answers everybody agreed on, then the project's own."""

from __future__ import annotations

from kenspeckle.ground.terms import Absence, CellKey, Facts, ProtectedCell
from kenspeckle.outside.tell.judge import judge

Cells = dict[CellKey, ProtectedCell | Absence]


def test_the_agreed_answer(known_case: dict[str, str], facts: Facts, cells: Cells) -> None:
    judged = judge(known_case["words"], known_case["evidence"], facts, cells)
    assert judged.verdict.value == known_case["verdict"], judged.why


def test_the_projects_own_answer(own_case: dict[str, str], facts: Facts, cells: Cells) -> None:
    judged = judge(own_case["words"], own_case["evidence"], facts, cells)
    assert judged.verdict.value == own_case["verdict"], judged.why
    assert judged.why
