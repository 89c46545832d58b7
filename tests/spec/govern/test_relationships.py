"""Exact counts of children are for somebody who is responsible for them, and each decision is written down."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from kenspeckle.govern import Door, Purpose, Refused, Relationship, Request, Terms, decide, verify_log
from kenspeckle.records import open_records
from kenspeckle.store import Store

NOW = datetime(2026, 8, 19, 9, 30, tzinfo=UTC)
CLOSED = SimpleNamespace(public=False, licence="", provider="Northside School")
MINE = Relationship("ms-smith", "school", "Northside", date(2026, 8, 1))


def ask(*, mine=(MINE,), about=(("school", "Northside"),), person="ms-smith", purpose=Purpose.CARE, invented=True):
    request = Request(person, "teacher", purpose, ("notes",), NOW, tuple(about))
    return decide(request, Terms({"notes": CLOSED}, invented, tuple(mine)))


def test_whoever_is_responsible_for_children_may_look_at_them():
    assert ask().allowed


def test_nobody_is_responsible_by_default():
    decision = ask(mine=())
    assert (decision.allowed, decision.rule) == (False, "in my charge")
    assert decision.reason == "nobody has recorded ms-smith as responsible for the children of school = Northside"


@pytest.mark.parametrize(
    "about", [(), (("school", "Eastfield"),), (("stage", "P1"),), (("Northside", "school"),)], ids=str
)
def test_a_relationship_is_with_its_own_children_alone(about):
    assert not ask(about=about)


def test_a_part_of_the_children_in_ones_charge_is_in_ones_charge():
    assert ask(about=(("school", "Northside"), ("stage", "P1"))).allowed


def test_a_relationship_is_its_own_persons():
    assert not ask(person="mr-jones")


@pytest.mark.parametrize(
    ("since", "until", "allowed"),
    [
        (date(2026, 8, 19), None, True),
        (date(2026, 8, 20), None, False),
        (date(2026, 8, 1), date(2026, 8, 19), True),
        (date(2026, 8, 1), date(2026, 8, 18), False),
    ],
)
def test_a_relationship_begins_and_ends(since, until, allowed):
    assert ask(mine=[Relationship("ms-smith", "school", "Northside", since, until)]).allowed is allowed


def test_the_day_on_which_it_ended_is_said():
    ended = ask(mine=[Relationship("ms-smith", "school", "Northside", date(2026, 1, 1), date(2026, 6, 30))])
    assert ended.reason == "that ms-smith was responsible for the children of school = Northside ended on 30 June 2026"


def test_a_relationship_is_necessary_and_not_enough():
    """Rows about real children need an agreement as well, and agreements are not built yet."""
    decision = ask(invented=False)
    assert (decision.allowed, decision.rule) == (False, "deny by default")


def test_a_relationship_changes_nothing_about_other_purposes():
    assert ask(mine=(), purpose=Purpose.TELL).allowed


# Kept, and written down.


@pytest.fixture
def records(tmp_path):
    return open_records(tmp_path / "state")


def door(records, tmp_path, person):
    store = Store(tmp_path / "state" / "store", records.book)
    given = {"invented": True, "relationships": records.relationships}
    return Door(store, records.audit, {"notes": CLOSED}, person=person, clock=lambda: NOW, **given)


def test_who_is_responsible_is_recorded_with_who_said_so_in_one_commit_with_the_log(records, tmp_path):
    door(records, tmp_path, "keeper-1").entitle(records.relationships, MINE)
    (kept,) = records.relationships.of("ms-smith")
    assert (kept.dimension, kept.value, kept.said_by) == ("school", "Northside", "keeper-1")
    (entry,) = records.audit.entries()
    assert (entry.act.action, entry.act.person) == ("entitle", "keeper-1")
    assert entry.act.detail == "ms-smith for school = Northside since 2026-08-01"


def test_the_newest_word_about_a_person_and_children_counts(records, tmp_path):
    keeper = door(records, tmp_path, "keeper-1")
    keeper.entitle(records.relationships, MINE)
    keeper.entitle(records.relationships, Relationship("ms-smith", "school", "Northside", MINE.since, date(2026, 8, 2)))
    assert [r.until for r in records.relationships.of("ms-smith")] == [date(2026, 8, 2)]
    assert records.relationships.of("mr-jones") == ()


def test_a_refused_look_is_in_the_log_with_its_rule_and_the_children_it_was_about(records, tmp_path):
    with pytest.raises(Refused, match="recorded ms-smith as responsible"):
        door(records, tmp_path, "ms-smith").read(["notes"], Purpose.CARE, about=(("school", "Northside"),))
    (entry,) = records.audit.entries()
    act = entry.act
    assert (act.person, act.purpose, act.allowed, act.rule) == ("ms-smith", Purpose.CARE, False, "in my charge")
    assert act.detail == "school = Northside"
    assert not verify_log(records.audit.entries())


def test_a_door_that_knows_no_relationships_lets_nobody_look(records, tmp_path):
    store = Store(tmp_path / "state" / "store", records.book)
    shut = Door(store, records.audit, {"notes": CLOSED}, person="ms-smith", clock=lambda: NOW, invented=True)
    assert not shut.decide(["notes"], Purpose.CARE)
