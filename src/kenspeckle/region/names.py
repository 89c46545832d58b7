"""Names that nobody bears: forenames as they are in use, surnames and places put together from parts.

A forename with an invented surname is no known person. Some forenames are ordinary words (Hope, Grace, Will), some
are nearly alike (Ella and Bella), because those are what makes linking and taking names out of text hard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.table import Array
from kenspeckle.region.written import written

ETHNICITIES = (
    "white",
    "Polish and other European",
    "South Asian",
    "African",
    "Arab",
    "Chinese",
    "Traveller",
    "mixed",
    "not told",
)
ETHNICITY_WEIGHTS = (0.845, 0.045, 0.035, 0.018, 0.010, 0.008, 0.005, 0.022, 0.012)
LANGUAGES = ("English", "Polish", "Urdu", "Punjabi", "Arabic", "Cantonese", "Yoruba", "Ukrainian", "Gaelic", "Scots")

# Which names and languages each group has, by place in ETHNICITIES.
_NAMES_OF = (0, 1, 2, 3, 4, 5, 0, 0, 0)
_LANGUAGES_OF = (
    ((0, 96), (8, 1), (9, 3)),
    ((0, 15), (1, 60), (7, 25)),
    ((0, 35), (2, 40), (3, 25)),
    ((0, 60), (6, 40)),
    ((0, 15), (4, 85)),
    ((0, 30), (5, 70)),
    ((0, 100),),
    ((0, 90), (1, 4), (2, 6)),
    ((0, 90), (4, 10)),
)

# Whose names each of _NAMES_OF stands for.
_PEOPLES = ("", ", Polish", ", South Asian", ", African", ", Arab", ", Chinese")
_WAYS = ("Street", "Road", "Avenue", "Crescent", "Place", "Drive", "Lane", "Terrace", "Gardens", "Court")


def _words(key: str) -> list[str]:
    return written("names.txt")[key].split()


def _joined(fronts: Sequence[str], backs: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(front + back for front in fronts for back in backs))


_GIRLS = tuple(_words(f"girls{people}") for people in _PEOPLES)
_BOYS = tuple(_words(f"boys{people}") for people in _PEOPLES)
_SHORT: Mapping[str, str] = {long: short for long, _, short in (pair.partition("=") for pair in _words("short"))}
_SURNAMES = (
    tuple(
        f"Mac{name}" if n % 9 == 4 else name
        for n, name in enumerate(_joined(_words("surname fronts"), _words("surname backs")))
    ),
    *(_joined(_words(f"surname fronts{people}"), _words(f"surname backs{people}")) for people in _PEOPLES[1:]),
)
_TOWNS = _joined(_words("town fronts"), _words("town backs"))
_STREETS = _joined(_words("street fronts"), _words("street backs"))


def surnames(chance: Chance, ethnicity: Ints, name: str, ids: Ints) -> Array:
    """A surname for each, some far more common than others."""
    return _by_group(chance, ethnicity, _SURNAMES, name, ids, 9.0)


def forenames(chance: Chance, ethnicity: Ints, sex: Ints, name: str, ids: Ints) -> Array:
    """A forename for each; sex is 0 for female, 1 for male."""
    girls = _by_group(chance, ethnicity, _GIRLS, name, ids, 30.0)
    return np.where(sex == 0, girls, _by_group(chance, ethnicity, _BOYS, name, ids, 30.0))


def short_forms(forename: Array) -> Array:
    """What somebody of this forename is called for short; "" where there is no short form."""
    return np.array([_SHORT.get(name, "") for name in forename.tolist()], dtype=object)


def languages(chance: Chance, ethnicity: Ints, name: str, ids: Ints) -> Ints:
    """The main home language of each, as a code of LANGUAGES."""
    made = np.zeros(len(ids), dtype="int64")
    for group, known in enumerate(_LANGUAGES_OF):
        members = np.flatnonzero(ethnicity == group)
        picked = chance.pick([weight for _, weight in known], name, ids[members])
        made[members] = np.array([language for language, _ in known])[picked]
    return made


def town_names(chance: Chance, count: int) -> tuple[str, ...]:
    """So many different names of towns and villages; towns come first, their names are shorter."""
    towns = np.array(_TOWNS, dtype=object)
    towns = towns[chance.order("names/towns", np.arange(len(towns)))]
    villages = np.array([town + end for town in towns[:200] for end in _words("village ends")], dtype=object)
    villages = villages[chance.order("names/villages", np.arange(len(villages)))]
    return tuple([*towns, *villages][:count])


def street_names(chance: Chance, ids: Ints) -> Array:
    """A street name for each street id."""
    name = np.array(_STREETS, dtype=object)[chance.pick([1.0] * len(_STREETS), "names/street", ids)]
    way = np.array(_WAYS, dtype=object)[chance.pick([1.0] * len(_WAYS), "names/way", ids)]
    return np.asarray(name + " " + way)


def phones(chance: Chance, name: str, ids: Ints, mobile: bool) -> Array:
    """Numbers that Ofcom keeps for drama, so that nobody has them."""
    front = "07700 900" if mobile else "01632 960"
    return np.array([f"{front}{n:03}" for n in chance.whole(0, 999, name, ids).tolist()], dtype=object)


def mails(forename: Array, surname: Array, host: str) -> Array:
    """An address at a host under .example, which can never exist."""
    parts = zip(forename.tolist(), surname.tolist())
    return np.array([f"{a}.{b}@{host}.example".lower().replace(" ", "") for a, b in parts], dtype=object)


def _by_group(
    chance: Chance, ethnicity: Ints, lists: Sequence[Sequence[str]], name: str, ids: Ints, flatness: float
) -> Array:
    made = np.full(len(ids), "", dtype=object)
    group_of = np.array(_NAMES_OF)[ethnicity]
    for group, names in enumerate(lists):
        members = np.flatnonzero(group_of == group)
        weights = [1.0 / (rank + flatness) for rank in range(len(names))]
        made[members] = np.array(names, dtype=object)[chance.pick(weights, name, ids[members])]
    return made
