"""The verbs of the command line, in Python: figures come back, rows never."""

from fractions import Fraction

import pytest

from kenspeckle import Workspace
from kenspeckle.ground.terms import Complaints, KenError
from kenspeckle.ground.workspace import new


@pytest.fixture
def workspace(tmp_path):
    new(tmp_path / "w", "A start")
    return Workspace(tmp_path / "w", person="tester")


def test_a_measure_is_asked_for_as_one_says_it(workspace):
    answers = list(workspace.measure("attendance_rate").by("school").in_("2024/25"))
    assert [a.period for a in answers] == ["2024/25"] * 4
    assert all(isinstance(a.value, Fraction) and a.shown.endswith("%") for a in answers)
    assert len({a.group["school"] for a in answers}) == 4


def test_nothing_is_read_before_it_is_needed(workspace, tmp_path):
    question = workspace.measure("attendance_rate").by("school")
    assert not (tmp_path / "w" / ".ken").exists()
    assert len(list(question)) == 12


def test_a_value_may_be_spelled_as_readers_see_it(workspace):
    one, *_ = list(workspace.measure("attendance_rate").by("school").in_("2024/25"))
    name = one.group["school"]
    (same,) = list(workspace.measure("attendance_rate").where(school=name.upper()).in_("2024/25"))
    assert same.value == one.value


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda w: w.measure("attendance_rat"), "did you mean attendance_rate"),
        (lambda w: w.measure("attendance_rate").where(school="Northsid"), "has no Northsid"),
    ],
)
def test_a_wrong_name_gets_the_nearest_right_one(workspace, ask, says):
    with pytest.raises(KenError, match=says):
        list(ask(workspace))


def test_a_dimension_that_is_not_there_is_named(workspace):
    with pytest.raises(Complaints, match="has no dimension schol"):
        list(workspace.measure("attendance_rate").where(schol="x"))


def test_what_is_asked_is_audited(workspace, tmp_path):
    list(workspace.measure("attendance_rate"))
    from kenspeckle.records import open_records

    acts = [entry.act for entry in open_records(tmp_path / "w" / ".ken").audit.entries()]
    assert ("tester", "read", "tell stories") in {(a.person, a.action, a.purpose) for a in acts}


def test_build_and_check_are_the_commands(workspace):
    assert workspace.build().failures == ()
    assert not workspace.check().failed
