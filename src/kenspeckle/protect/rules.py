"""Primary rules: which cells are unsafe by themselves, and by which rule.

A workspace sets the rules and a measure may ask for more. Which of them hid a cell is known inside the walls only:
readers get one sentence for all, since a mark of its own for a small count would say that the count is small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Cell, CellKey, KenError, Suppressed
from kenspeckle.ground.terms.protection import Dominance, Method, Nearness, Protect

from .conditions import is_condition

LEAST = 5
"""No workspace can go below this number of children."""

HIDDEN = Suppressed(
    "hidden so that no child can be recognised: few children stand behind this, or behind what it would give away"
)
"""The one absence for every cell that this door hides, whatever the reason."""


class Rule(StrEnum):
    """What is wrong with showing a cell, in words that stay inside the walls."""

    UNKNOWN = "nobody can say how many children stand behind it"
    CHILDREN = "few children stand behind it"
    DENOMINATOR = "what it is out of is small"
    FEW_IN_OR_OUT = "few of the children are counted, or few are not"
    NONE_OR_ALL = "none or all of a group is told of a sensitive measure"
    CONTRIBUTORS = "so few contribute to it that one of them could work out another's part"
    DOMINANCE = "one child, or a few, make most of its amount"


@dataclass(frozen=True)
class MeasureRules:
    """The rules for one measure.

    asked: what its workspace and it ask for. kind: rate, mean, count, sum, ...; empty where nobody said. sensitive:
    none of a group, and all of it, say something of every child in it. about_one: dimensions of which one value is
    one contributor, or part of one: its cells tell nobody anything of another contributor.
    """

    asked: Protect = field(default_factory=Protect)
    kind: str = ""
    sensitive: bool = False
    about_one: frozenset[str] = frozenset()

    @property
    def minimum_children(self) -> int:
        return self.asked.minimum_children

    @property
    def zeros_are_told(self) -> bool:
        """Whether a hidden cell must be somebody, since a cell of nobody would be shown."""
        return not self.sensitive

    def broken(self, key: CellKey, cell: Cell) -> Rule | None:
        """Return the first rule that forbids to show `cell`, looked at alone; None when it is safe."""
        if cell.children is None:
            # Nobody can say how many children this is, so nobody can say that it is safe.
            return Rule.UNKNOWN
        if 0 < cell.children < self.minimum_children:
            return Rule.CHILDREN
        if self.sensitive and self.kind not in ("median", "published") and not cell.numerator:
            return Rule.NONE_OR_ALL
        if self._out_of_little(cell):
            return Rule.DENOMINATOR
        if self._counts_children(cell, cell.children) and self.few_in_or_out(cell.numerator, cell.denominator or 0):
            everybody = self.sensitive and cell.numerator == cell.denominator
            return Rule.NONE_OR_ALL if everybody else Rule.FEW_IN_OR_OUT
        if self.sensitive and cell.numerator == cell.denominator:
            return Rule.NONE_OR_ALL
        if cell.children and self._few_contribute(key, cell):
            return Rule.CONTRIBUTORS
        if cell.children and self._dominated(cell):
            return Rule.DOMINANCE
        return None

    def few_in_or_out(self, counted: int | Decimal, children: int | Decimal) -> bool:
        """Whether few of the children are counted, or few are not; of a sensitive measure also none, or all."""
        left = children - counted
        if self.sensitive and children and (not counted or not left):
            return True
        return 0 < counted < self.minimum_children or 0 < left < self.minimum_children

    def _out_of_little(self, cell: Cell) -> bool:
        if self.kind not in ("rate", "mean") or cell.denominator is None:
            return False
        return 0 < cell.denominator < self.asked.least_denominator

    def _counts_children(self, cell: Cell, children: int) -> bool:
        """Whether a cell counts children out of children: out of all that are behind it, or out of some of them."""
        if cell.denominator is None:
            return False
        return cell.denominator == children or (self.kind == "rate" and 0 < cell.denominator < children)

    def _few_contribute(self, key: CellKey, cell: Cell) -> bool:
        rule = self.asked.contributors
        if rule is None or cell.contributors is None or cell.contributors >= rule.least:
            return False
        return not any(name in self.about_one and not is_condition(value) for name, value in key.group)

    def _dominated(self, cell: Cell) -> bool:
        rule = self.asked.dominance
        if rule is None or self.kind not in ("sum", "mean"):
            return False
        # Where no child's amount is known, nobody can say that none of them is most of the whole.
        return cell.largest is None or dominated(rule, cell.numerator, cell.largest)

    def more_than(self, ours: Protect) -> list[str]:
        """What this measure asks for beyond its workspace, in words."""
        return [said for said in _in_words(self.asked) if said not in _in_words(ours)]


@dataclass(frozen=True)
class Rules:
    """The rules in force.

    minimum_children: the workspace's. asked: all that it asks for; measures: rules by name. secret: a print of what
    noise is drawn with, where it is.
    """

    minimum_children: int = 10
    asked: Protect | None = None
    measures: Mapping[str, MeasureRules] = field(default_factory=dict)
    secret: str = ""

    def __post_init__(self) -> None:
        if self.minimum_children < LEAST:
            raise KenError(
                f"the smallest number of children that may be shown is {self.minimum_children} here; "
                f"it can be lowered to {LEAST} and no further. Change protect: minimum_children in ken.yaml."
            )

    @property
    def ours(self) -> Protect:
        """What holds for every measure."""
        return self.asked or Protect(self.minimum_children)

    def of(self, measure: str) -> MeasureRules:
        """Return the rules for one measure."""
        return self.measures.get(measure) or MeasureRules(self.ours)

    def unsafe(self, key: CellKey, cell: Cell) -> bool:
        """Whether `cell` must be hidden, looked at alone."""
        return self.why(key, cell) is not None

    def why(self, key: CellKey, cell: Cell) -> Rule | None:
        """Return the rule by which `cell` must be hidden, looked at alone."""
        return self.of(key.measure).broken(key, cell)

    def few_in_or_out(self, counted: int | Decimal, children: int) -> bool:
        """Whether few of the children are counted, or few are not, by the rules of the workspace."""
        return MeasureRules(self.ours).few_in_or_out(counted, children)

    def few_left_out(self, cells: Iterable[Cell]) -> bool:
        """Whether measures of one group, side by side, show a few children that one counts and the other does not.

        Rows to which a measure does not apply are none of its own; those that are not known are, and its coverage
        says how many.
        """
        told = list(cells)
        widest = max(told, key=lambda c: (c.rows, c.children or 0))
        beyond = [(widest.children or 0) - (c.children or 0) for c in told if c.rows < widest.rows]
        return any(0 < few < self.minimum_children for few in beyond)

    def in_words(self) -> str:
        """All rules in force, for whoever reads what was made under them."""
        said = [
            f"Fewer than {self.minimum_children} children are never shown, nor a share that leaves fewer than "
            f"{self.minimum_children} in or out{_TAKEN if self.ours.method is Method.SUPPRESS else ''}.",
            *_in_words(self.ours)[1:],
        ]
        sensitive = sorted(name for name, rules in self.measures.items() if rules.sensitive)
        if sensitive:
            said.append(f"That none of a group is counted, or all of it, is not shown of {', '.join(sensitive)}.")
        for name, rules in sorted(self.measures.items()):
            said += [f"For {name}: {more[0].lower()}{more[1:]}" for more in rules.more_than(self.ours)]
        return " ".join(said)


_TAKEN = "; more is hidden where subtraction would give the hidden back"


def dominated(rule: Dominance, whole: int | Decimal, largest: tuple[int | Decimal, ...]) -> bool:
    """Whether the largest amounts, in falling order, are too much of the whole.

    Amounts below zero count as large as those above it, and the whole is then less than all of them: the rules err
    on the side of hiding.
    """
    if not largest or not largest[0]:
        return False
    total, amounts = abs(Fraction(whole)), [Fraction(amount) for amount in largest]
    if isinstance(rule, Nearness):
        # The second largest takes away its own and has the largest but for what all others gave.
        return 100 * (total - sum(amounts[:2])) < rule.p * amounts[0]
    return 100 * sum(amounts[: rule.n]) > rule.k * total


def _in_words(asked: Protect) -> list[str]:
    said = [f"Fewer than {asked.minimum_children} children are never shown."]
    if asked.least_denominator > asked.minimum_children:
        said.append(f"No rate or mean is out of less than {asked.least_denominator}.")
    if asked.contributors is not None:
        rule = asked.contributors
        said.append(f"No total is shown to which fewer than {rule.least} values of {rule.field} contribute.")
    match asked.dominance:
        case None:
            pass
        case Nearness(p):
            said.append(f"No amount is shown from which the second largest could tell the largest to within {p} %.")
        case share:
            many = "the largest amount makes" if share.n == 1 else f"the {share.n} largest amounts make"
            said.append(f"No amount is shown of which {many} more than {share.k} %.")
    return said
