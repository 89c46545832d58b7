"""What goes wrong when another agency writes down a child: names as heard, dates as typed, numbers not known.

A name varies in one row of forty and a date of birth in three of two hundred; education's number is missing in about
a third. Each agency hears for itself: its variants have nothing to do with another's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from ..mess import Block
from ..table import Array
from .cells import days, same, texts
from .known import Known

Names = Mapping[str, Callable[[str, str], str]]
"""How each field is made of a forename and a surname."""

TWO_FIELDS: Names = {"Forename": lambda forename, _: forename, "Surname": lambda _, surname: surname}


def names(known: Known, rows: Array, form: Names) -> dict[str, Array]:
    """The columns of children's names (children by row) as an agency writes them."""
    pairs = list(zip(known.child("forename", rows).tolist(), known.child("surname", rows).tolist(), strict=True))
    return {field: texts([write(*pair) for pair in pairs]) for field, write in form.items()}


def vary(block: Block, known: Known, rows: Array, form: Names, born: str, order: str) -> None:
    """Plant variants of names and dates of birth. born: the field; order: how it is written, as `cells.days` says."""
    _vary_names(block, known, rows, form)
    at = block.mess.chosen("dob-variant", f"{block.file}/{born}", block.ids, block.untouched(born) & (rows >= 0))
    block.plant("dob-variant", born, at, days(_other_days(block, known.children["born"][rows[at]], at), order))


def lose_numbers(block: Block, field: str) -> None:
    """Plant missing numbers of education."""
    block.rate("missing-scn", field, same("", len(block)), block.columns[field] != "")


def _vary_names(block: Block, known: Known, rows: Array, form: Names) -> None:
    could = block.free & (rows >= 0)
    for field in form:
        could &= block.untouched(field)
    at = block.mess.chosen("name-variant", block.file, block.ids, could)
    which = (block.mess.draw(f"mess/variant/{block.file}", block.ids[at]) * 1_000_000).astype("int64")
    told: dict[str, list[tuple[int, str]]] = {field: [] for field in form}
    for position, pick in zip(at.tolist(), which.tolist(), strict=True):
        row = int(rows[position])
        options = _variants({n: str(known.children[n][row]) for n in _NAMED}, pick // 8)
        if bool(known.children["adopted"][row]):
            options = [pair for pair in options if known.children["former_surname"][row] not in pair]
        pair = options[pick % len(options)]
        for field, write in form.items():
            told[field].append((position, write(*pair)))
    for field, changes in told.items():
        positions = np.array([p for p, _ in changes], dtype="int64")
        block.plant("name-variant", field, positions, texts([t for _, t in changes]))


_NAMED = ("forename", "surname", "known_as", "former_surname")


def _variants(child: Mapping[str, str], pick: int) -> list[tuple[str, str]]:
    """Ways in which forename and surname may be written wrongly, none of them as they are."""
    forename, surname = child["forename"], child["surname"]
    found = [(_slip(forename, pick), surname), (forename, _slip(surname, pick)), (surname, forename)]
    if child["known_as"]:
        found += [(child["known_as"], surname)] * 2
    if child["former_surname"]:
        found += [(forename, child["former_surname"])] * 2
    plain = surname.replace("'", "").replace("Mac", "Mc")
    found += [(forename, plain), (forename, surname.split("-")[0])]
    return [pair for pair in found if pair != (forename, surname)]


def _slip(name: str, pick: int) -> str:
    """The name with one slip of a key: two letters changed over, one lost, or one struck twice."""
    place = 1 + pick % max(len(name) - 2, 1)
    match pick // 16 % 3:
        case 0 if place + 1 < len(name) and name[place] != name[place + 1]:
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        case 1 if len(name) > 3:
            return name[:place] + name[place + 1 :]
        case _:
            return name[: place + 1] + name[place:]


def _other_days(block: Block, born: Array, at: Array) -> Array:
    """Days of birth as they are mistaken: day and month changed over, 1 January, or the day before or after."""
    picks = block.mess.draw(f"mess/day/{block.file}", block.ids[at])
    return np.array(
        [_other_day(b, p) for b, p in zip(born.tolist(), picks.tolist(), strict=True)], dtype="datetime64[D]"
    )


def _other_day(born: date, pick: float) -> date:
    if pick < 0.5 and born.day <= 12 and born.day != born.month:
        return date(born.year, born.day, born.month)
    if pick < 0.6 and (born.month, born.day) != (1, 1):
        return date(born.year, 1, 1)
    return born.replace(day=born.day - 1 if born.day > 1 else 2)
