"""Which column of a delivery, or which constant, each field of the contract is read from.

Headers are compared as `headers.same` says; a field's headers are tried newest first. A field that has neither
column nor constant refuses the delivery: a renamed column would otherwise pass for one that nobody filled in.
Where some years of a feed really lack a column, the contract says so with an empty constant in `adds`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import nearest
from kenspeckle.ground.workspace.definitions import Contract, DeliverySpec, Field, Unpivot

from ..headers import same, tidy
from ..reading import Delivered, Heading
from ..refusals import DeliveryRefused


@dataclass(frozen=True)
class Binding:
    """columns: field -> column number. constants: field -> text. melted: (text for the name field, column) pairs.

    left_out: headings that no field asks for.
    """

    columns: Mapping[str, int]
    constants: Mapping[str, str]
    unpivot: Unpivot | None
    melted: tuple[tuple[str, int], ...]
    left_out: tuple[str, ...]


def bind(contract: Contract, spec: DeliverySpec, header: Sequence[Heading], file: Delivered) -> Binding:
    """Bind every field of the contract; raises one DeliveryRefused that names all fields that have no column."""
    constants = {**spec.adds, **_from_name(spec, file)}
    melted = _melted(spec.unpivot, header, file) if spec.unpivot else ()
    made = {spec.unpivot.name, spec.unpivot.value} if spec.unpivot else set()
    taken = {i for _, i in melted}
    by_name = {same(h.name): i for i, h in reversed(list(enumerate(header)))}
    by_other = {same(a): i for i, h in reversed(list(enumerate(header))) for a in h.also}
    columns: dict[str, int] = {}
    missing: list[Field] = []
    for field in contract.fields:
        if field.name in constants or field.name in made:
            continue
        wanted = [same(h) for h in (*field.headers, field.name)]
        found = next((by_name[w] for w in wanted if w in by_name), None)
        if found is None:
            found = next((by_other[w] for w in wanted if w in by_other), None)
        if found is None:
            missing.append(field)
        else:
            columns[field.name] = found
    if missing:
        raise _missing(missing, header, file)
    used = set(columns.values()) | taken
    left_out = tuple(h.name for i, h in enumerate(header) if i not in used and h.name)
    return Binding(columns, constants, spec.unpivot, melted, left_out)


def _missing(missing: list[Field], header: Sequence[Heading], file: Delivered) -> DeliveryRefused:
    spelt = {same(n): n for h in header for n in (h.name, *h.also) if n}
    told = []
    for field in missing[:8]:
        wanted = field.headers[0] if field.headers else field.name
        close = nearest(same(wanted), spelt) or nearest(same(field.name), spelt)
        told.append(f"'{field.name}' (header '{wanted}'" + (f"; the nearest is '{spelt[close]}')" if close else ")"))
    if len(missing) > 8:
        told.append(f"{len(missing) - 8} more")
    what = "a field has no column: " if len(missing) == 1 else f"{len(missing)} fields have no column: "
    return DeliveryRefused(
        file.label,
        what + ", ".join(told) + ".",
        "Add the new header to the field's headers, or say in `adds` that these files do not have it.",
    )


def _from_name(spec: DeliverySpec, file: Delivered) -> dict[str, str]:
    if not spec.from_name:
        return {}
    try:
        found = re.search(spec.from_name, file.name)
    except re.error as error:
        raise DeliveryRefused(file.label, f"`from_name` is not a regular expression: {error}.") from None
    if found is None:
        raise DeliveryRefused(
            file.label, f"its name does not match `from_name` ({spec.from_name}).", "Rename it, or correct `from_name`."
        )
    return {k: v for k, v in found.groupdict().items() if v is not None}


def _melted(unpivot: Unpivot, header: Sequence[Heading], file: Delivered) -> tuple[tuple[str, int], ...]:
    listed = unpivot.columns
    if len(listed) == 1 and len(listed[0]) > 2 and listed[0].startswith("/") and listed[0].endswith("/"):
        try:
            shape = re.compile(listed[0][1:-1], re.IGNORECASE)
        except re.error as error:
            raise DeliveryRefused(file.label, f"`unpivot` is not a regular expression: {error}.") from None
        found = [(m, i) for i, h in enumerate(header) if (m := shape.fullmatch(tidy(h.name)))]
        if not found:
            raise DeliveryRefused(file.label, f"no header matches {listed[0]}, which `unpivot` names.")
        return tuple((m[1] if shape.groups else m[0], i) for m, i in found)
    by_name = {same(n): i for i, h in reversed(list(enumerate(header))) for n in (h.name, *h.also)}
    lost = [c for c in listed if same(c) not in by_name]
    if lost:
        close = nearest(same(lost[0]), by_name)
        hint = f" The nearest is '{close}'." if close else ""
        raise DeliveryRefused(file.label, f"no header is '{lost[0]}', which `unpivot` names.{hint}")
    return tuple((tidy(c), by_name[same(c)]) for c in listed)
