"""May this person, for this purpose, use these sources now? Deny by default, with one reason."""

from datetime import UTC, datetime
from itertools import product
from types import SimpleNamespace

import pytest

from kenspeckle.govern import Purpose, Request, Terms, decide
from kenspeckle.govern.decide import RULES
from kenspeckle.ground.terms import Decision

NOW = datetime(2026, 8, 19, tzinfo=UTC)
PUBLIC = SimpleNamespace(public=True, licence="OGL v3.0", provider="Scottish Government")
CLOSED = SimpleNamespace(public=False, licence="", provider="Northside School")


def ask(*sources, purpose="tell stories", person="ken", role="keeper", invented=False, rules=RULES):
    terms = Terms({"rolls": PUBLIC, "meals": PUBLIC, "notes": CLOSED}, invented)
    return decide(Request(person, role, purpose, sources, NOW), terms, rules)


def test_a_public_source_may_be_used_and_the_reason_names_its_licence():
    assert ask("rolls") == Decision(True, "rolls is already published under OGL v3.0", "already published")


def test_a_public_source_without_a_licence_names_who_published_it():
    terms = Terms({"rolls": SimpleNamespace(public=True, licence="", provider="Fife")})
    decision = decide(Request("ken", "keeper", "tell stories", ("rolls",), NOW), terms)
    assert decision.reason == "rolls is already published by Fife"


def test_a_source_that_is_not_public_needs_an_agreement():
    assert ask("notes") == Decision(False, "no agreement covers notes, and it is not public", "deny by default")


def test_a_workspace_of_invented_data_may_be_read():
    """Nobody is in it; and it says so on every page."""
    decision = ask("notes", invented=True)
    assert decision
    assert decision.reason == "notes is invented data about nobody, as ken.yaml declares"


def test_all_sources_of_a_request_have_to_be_allowed():
    assert ask("rolls", "meals").reason == (
        "rolls is already published under OGL v3.0; meals is already published under OGL v3.0"
    )
    assert ask("rolls", "notes").reason == "no agreement covers notes, and it is not public"


@pytest.mark.parametrize("invented", [False, True])
@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"purpose": "curiosity"}, '"curiosity" is not a purpose that rows may be read for'),
        ({"purpose": ""}, '"" is not a purpose that rows may be read for'),
        ({"person": " "}, "nobody is named who would use it"),
        ({"role": ""}, "nobody is named who would use it"),
    ],
)
def test_what_forbids_wins_over_what_allows(asked, reason, invented):
    assert ask("rolls", invented=invented, **asked).reason == reason


def test_what_nobody_described_nobody_may_use():
    assert ask("elsewhere", invented=True).reason == "no contract describes elsewhere"


def test_asking_for_nothing_is_refused():
    assert not ask()


@pytest.mark.parametrize("place", range(len(RULES) + 1))
def test_an_error_in_any_rule_is_a_no(place):
    """Also in a rule that would only have forbidden; its own text, which may hold data, is not shown."""

    def broken(request, source, terms):
        raise ValueError("Ailsa, born 2014")

    decision = ask("rolls", rules=(*RULES[:place], broken, *RULES[place:]))
    assert not decision
    assert decision.reason == "whether rolls may be used could not be decided (ValueError)"


@pytest.mark.parametrize("said", ["true", 1, "yes", None])
def test_only_a_plain_true_makes_a_source_public_or_invented(said):
    """A slip in a definition never opens a door."""
    terms = Terms({"rolls": SimpleNamespace(public=said, licence="OGL", provider="Fife")}, said)
    assert not decide(Request("ken", "keeper", "tell stories", ("rolls",), NOW), terms)


def test_every_combination_agrees_with_the_rules_as_a_person_would_say_them():
    """An oracle written apart from the rules."""
    people, purposes, sources = ["ken", ""], [*Purpose, "other"], ["rolls", "notes", "elsewhere"]
    for person, purpose, source, invented in product(people, purposes, sources, [True, False]):
        # Nobody here is responsible for anybody.
        known = purpose not in ("other", Purpose.CARE)
        expected = person != "" and known and (source == "rolls" or (source == "notes" and invented))
        assert ask(source, person=person, purpose=purpose, invented=invented).allowed is expected
