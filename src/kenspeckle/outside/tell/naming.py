"""Names that authors use, against those that the facts know: dimensions of a measure, values of a dimension."""

from __future__ import annotations

from dataclasses import replace

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import SCALES, DimensionFacts, Facts, Test, nearest
from kenspeckle.ground.words import NONE_OWN, Asks, Evidence, OwnNumbers, own_numbers


@dataclass(frozen=True)
class WrongName(Exception):
    """A name that is not known here, what was expected, and the nearest one that is."""

    found: str
    expected: str
    nearest: str = ""

    def __str__(self) -> str:
        text = f"{self.found}; expected {self.expected}"
        return text + (f" (did you mean {self.nearest}?)" if self.nearest else "")


def known_dimension(facts: Facts, measure: str, name: str) -> DimensionFacts:
    """Return the dimension `name` of `measure`; raises WrongName when it has none of that name."""
    dimensions = facts.measures[measure].dimensions if measure in facts.measures else tuple(facts.dimensions)
    if name not in dimensions:
        expected = "one of " + ", ".join(dimensions) if dimensions else "all of it together"
        raise WrongName(f"{measure or 'this'} is not known by `{name}`", expected, nearest(name, dimensions))
    return facts.dimensions.get(name) or DimensionFacts(name, name)


def known_value(facts: Facts, measure: str, test: Test) -> Test:
    """Return `test` with canonical codes; raises WrongName for a dimension or value that is not known."""
    dimension = known_dimension(facts, measure, test.dimension)
    return replace(test, values=tuple(_code(dimension, value) for value in test.values))


def _code(dimension: DimensionFacts, value: str) -> str:
    if value in dimension.labels:
        return value
    if value in dimension.spellings:
        return dimension.spellings[value]
    by_label = {label.casefold(): code for code, label in dimension.labels.items()}
    if value.casefold() in by_label:
        return by_label[value.casefold()]
    if dimension.open or not dimension.labels:
        return value
    near = nearest(value, [*dimension.labels.values(), *dimension.labels])
    raise WrongName(f"{dimension.title} has no `{value}`", "one of its values", near)


def numbers_of(evidence: Evidence | None, facts: Facts) -> OwnNumbers:
    """Return the numbers that a sentence with this evidence may say without evidence of their own."""
    measure = facts.measures.get(evidence.measure) if evidence is not None else None
    if evidence is None or measure is None:
        return NONE_OWN
    base = 100 if evidence.asks is Asks.SHARE else SCALES.get(measure.unit, 0)
    return own_numbers((measure.title, measure.meaning), base)
