"""A type made with our `dataclass` behaves as one made with the standard library's."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace
from functools import cached_property

import pytest

from kenspeckle.ground import frozen


def types(decorator):
    """The same types, made by one decorator or the other."""

    @decorator(frozen=True, order=True)
    class Point:
        x: int
        y: int = 2

        @cached_property
        def far(self):
            return self.x + self.y

    @decorator(frozen=True)
    class Named(Point):
        name: str = field(default="", compare=False)
        seen: list = field(default_factory=list, repr=False, hash=False)
        double: int = field(init=False, default=0)

        def __post_init__(self):
            object.__setattr__(self, "double", 2 * self.x)

    @decorator(frozen=True)
    class Own:
        a: int = 1

        def __repr__(self):
            return "mine"

        def __eq__(self, other):
            return True

        def __hash__(self):
            return 7

    @decorator(frozen=True)
    class Nothing:
        pass

    return Point, Named, Own, Nothing


OURS, THEIRS = types(frozen.dataclass), types(dataclasses.dataclass)
Point, Named, Own, Nothing = OURS


@pytest.mark.parametrize(("ours", "theirs"), list(zip(OURS, THEIRS, strict=True)))
def test_fields_and_matching_are_those_of_the_standard_library(ours, theirs):
    assert is_dataclass(ours)
    assert ours.__match_args__ == theirs.__match_args__
    assert [(f.name, f.init, f.compare, f.default) for f in fields(ours)] == [
        (f.name, f.init, f.compare, f.default) for f in fields(theirs)
    ]


@pytest.mark.parametrize("make", [lambda t: t[0](1), lambda t: t[0](y=3, x=1), lambda t: t[1](1, 2, "n", [4])])
@pytest.mark.parametrize("same", [repr, lambda v: v.__dict__, dataclasses.asdict, dataclasses.astuple])
def test_instances_say_the_same(make, same):
    said = [same(make(t)) for t in (OURS, THEIRS)]
    assert str(said[0]).replace("types.<locals>.", "") == str(said[1]).replace("types.<locals>.", "")


@pytest.mark.parametrize("given", [((), {}), ((1, 2, 3), {}), ((1,), {"z": 1}), ((1,), {"x": 1})])
def test_wrong_arguments_are_refused_with_the_same_words(given):
    said = []
    for t in (OURS[0], THEIRS[0]):
        with pytest.raises(TypeError) as refused:
            t(*given[0], **given[1])
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_equal_values_are_equal_hash_alike_and_sort():
    assert Point(1) == Point(1, 2) != Point(2)
    assert len({Point(1), Point(1, 2), Point(1, 3)}) == 2
    assert sorted([Point(2), Point(1, 3), Point(1)]) == [Point(1), Point(1, 3), Point(2)]
    assert Point(1) <= Point(1) >= Point(1)
    assert Point(1) < Point(2) > Point(1)
    assert Named(1, name="a") == Named(1, name="b")
    assert Named(1) != Named(1, seen=[1])
    assert hash(Named(1)) == hash(Named(1, seen=[1]))
    assert Point(1) != Named(1)
    with pytest.raises(TypeError):
        Point(1) < (1, 2)  # noqa: B015 - it raises


def test_nothing_can_be_set_or_taken_away():
    point = Point(1)
    for change in (lambda: setattr(point, "x", 2), lambda: setattr(point, "new", 2), lambda: delattr(point, "x")):
        with pytest.raises(FrozenInstanceError):
            change()
    assert point.far == 3
    assert point.__dict__ == {"x": 1, "y": 2, "far": 3}


def test_a_list_is_made_for_each_and_post_init_runs():
    assert Named(3).double == 6
    assert Named(1).seen is not Named(1).seen


def test_what_a_class_defines_itself_stays():
    assert (repr(Own()), Own() == 5, hash(Own())) == ("mine", True, 7)
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


def test_values_can_be_replaced_and_copied():
    assert replace(Point(1), y=9) == Point(1, 9)
    assert copy.deepcopy(Named(1, seen=[2])) == Named(1, seen=[2])


@frozen.dataclass(frozen=True)
class Travelling:
    value: int


def test_values_travel_between_processes():
    assert pickle.loads(pickle.dumps(Travelling(4))) == Travelling(4)


def test_no_method_is_compiled_before_there_is_an_instance(monkeypatch):
    made = []
    compiled = frozen._compiled_init
    monkeypatch.setattr(frozen, "_compiled_init", lambda cls: made.append(cls) or compiled(cls))
    point, *_ = types(frozen.dataclass)
    assert made == []
    point(1), point(2)
    assert made == [point]


def test_other_options_are_the_standard_library_s_own():
    @frozen.dataclass
    class Loose:
        x: int

    loose = Loose(1)
    loose.x = 2
    assert loose == Loose(2)
