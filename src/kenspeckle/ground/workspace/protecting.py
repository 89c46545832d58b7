"""Turns the `protect` blocks of ken.yaml and of measures into rules.

A measure that asks for less than its workspace is complained of where it does so. One that was inherited from a core
is not: its author knew another workspace, and the stricter of the two holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kenspeckle.ground.terms import nearest
from kenspeckle.ground.terms.protection import Contributors, Dominance, Method, Nearness, Protect, Share

from .blocks import Entry
from .definitions import Contract, Level, Measure, MeasureKind
from .places import reachable

BASE = 5
"""What counts are rounded to multiples of, where nobody says."""


def protection(entry: Entry | None, root: Path) -> Protect:
    """Return the rules of the workspace at `root`; complaints go to its reading."""
    if entry is None:
        return Protect()
    minimum = entry["minimum_children"]
    method = Method(str(entry["method"]))
    base = entry["base"]
    if base is not None and method is not Method.ROUND:
        entry.complain("base", f"`base` with the method {method}", "`method: round`, or no base")
    if base is not None and base > minimum:
        found = f"counts rounded to multiples of {base}, where {minimum} children may be shown"
        entry.complain("base", found, f"a base of at most {minimum}, so that no shown count becomes none")
    optimal = bool(entry["optimal"])
    if optimal and method is not Method.SUPPRESS:
        entry.complain("optimal", f"`optimal` with the method {method}", "`method: suppress`, or no optimal")
    _check_denominator(entry, minimum)
    least = entry["smallest_denominator"] or 0
    secret = _secret(entry, method, root)
    base = BASE if base is None else base
    return Protect(minimum, least, _contributors(entry), _dominance(entry), method, base, secret, optimal)


def _secret(entry: Entry, method: Method, root: Path) -> str:
    """The file that noise is drawn with. Whoever has the workspace must not have it, or could take the noise away."""
    written = str(entry["secret"] or "")
    if method is not Method.CELL_KEY:
        if written:
            entry.complain("secret", f"`secret` with the method {method}", "`method: cell-key`, or no secret")
        return ""
    if not written:
        entry.complain("method", "the method cell-key without a secret", "`secret:` a file that `ken key` made")
        return ""
    path = (root / written).resolve()
    if path.is_relative_to(root.resolve()):
        entry.complain("secret", f"`{written}` is in the workspace", "a file outside it, like those of signing keys")
    return str(path)


def own_protection(entry: Entry | None, measure: Entry, kind: MeasureKind, counting: str) -> Protect | None:
    """Return the rules that a measure has of its own; complaints go to its reading."""
    if entry is None:
        return None
    if kind in (MeasureKind.RATIO, MeasureKind.INDEX):
        measure.complain("protect", f"`protect` in a measure of kind {kind}", "it in the measures that it is made of")
    if "dominance" in entry and kind not in (MeasureKind.SUM, MeasureKind.MEAN):
        entry.complain("dominance", f"`dominance` in a measure of kind {kind}", "it in a sum or a mean of amounts")
    elif "dominance" in entry and not counting:
        found = "`dominance` where rows are not children, so that no child's amount is known"
        entry.complain("dominance", found, "a measure whose `counting` is a field")
    _check_denominator(entry, entry["minimum_children"] or 0)
    return Protect(
        entry["minimum_children"] or 0,
        entry["smallest_denominator"] or 0,
        _contributors(entry),
        _dominance(entry),
    )


def check_contributors(entry: Entry | None, known: Iterable[str]) -> None:
    """Complain when those whose number is counted are no dimension of a source. known: the dimensions there are."""
    block: Entry | None = entry["contributors"] if entry is not None else None
    names = set(known)
    if block is not None and block.right("field") and block["field"] not in names:
        found = f"`{block['field']}` is no field, and no level of places that a field leads to"
        block.complain("field", found, "a dimension of the source", nearest(block["field"], names))


def dimensions_of(contracts: Iterable[Contract], levels: dict[str, Level]) -> set[str]:
    """Return every field of the contracts, and every level of places that one of them leads to."""
    fields = [field for contract in contracts for field in contract.fields]
    return {field.name for field in fields} | reachable({f.place for f in fields if f.place}, levels)


def check_laxer(measure: Measure, entry: Entry, workspace: Protect) -> None:
    """Complain of what a measure asks for less of than its workspace."""
    block: Entry | None = entry["protect"]
    own = measure.protect
    if block is None or own is None or not measure.local:
        return
    for key in ("minimum_children", "smallest_denominator"):
        least = getattr(workspace, key) if key == "minimum_children" else workspace.least_denominator
        if block.right(key) and block[key] < least:
            block.complain(key, f"{block[key]}, where ken.yaml asks for {least}", f"at least {least}: {_STRICTER}")
    if own.contributors and workspace.contributors and not own.contributors.no_laxer_than(workspace.contributors):
        asked = f"{workspace.contributors.least} of {workspace.contributors.field}"
        block.complain("contributors", f"a laxer rule than that of ken.yaml, {asked}", _STRICTER.capitalize())
    if own.dominance and workspace.dominance and not own.dominance.no_laxer_than(workspace.dominance):
        block.complain("dominance", "a laxer rule than that of ken.yaml, or another kind of rule", _STRICTER)


_STRICTER = "a measure may be stricter than its workspace and never laxer"


def _check_denominator(entry: Entry, minimum: int) -> None:
    if entry.right("smallest_denominator") and entry["smallest_denominator"] < minimum:
        found = f"{entry['smallest_denominator']}, which is less than the {minimum} children that stand behind a cell"
        entry.complain("smallest_denominator", found, f"at least {minimum}, or nothing, which is the same")


def _contributors(entry: Entry) -> Contributors | None:
    block: Entry | None = entry["contributors"]
    if block is None or not block.right("field") or not block.right("least"):
        return None
    return Contributors(str(block["field"]), block["least"])


def _dominance(entry: Entry) -> Dominance | None:
    block: Entry | None = entry["dominance"]
    if block is None:
        return None
    written = tuple(block)
    if sorted(written) == ["p"]:
        return Nearness(block["p"] or 1)
    if sorted(written) == ["k", "n"]:
        return Share(block["n"] or 1, block["k"] or 1)
    block.complain("", f"a rule of dominance with {' and '.join(sorted(written)) or 'nothing'}", "`p`, or `n` and `k`")
    return None
