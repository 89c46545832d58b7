"""Schools of the whole region: where they stand, whom they serve, and what they truly do.

A school's effects are drawn so that they cancel among the homes of each fifth of deprivation. Schools differ as they
do in truth, and no region is by luck one whose poorest children have its best schools.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.calendar import NEVER, first_day
from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.maths import Reals, exp, freed_from, means
from kenspeckle.region.names import phones, street_names
from kenspeckle.region.places import Places, primaries
from kenspeckle.region.schema import table
from kenspeckle.region.table import Table

PRIMARY, SECONDARY, SPECIAL = 0, 1, 2
SECTORS = ("primary", "secondary", "special")

ATTENDANCE_SD = 1.2  # points
LEARNING_SD = 0.80  # log odds
EXCLUSION_SD = 0.35  # log
_SERVED = {"primary": 0.83, "faith_primary": 0.17, "secondary": 0.83, "faith_secondary": 0.17}  # of a zone's families
MOVED_SHARE = 1 / 18  # schools whose attendance really changed
MOVED_POINTS = 3.0


@dataclass(frozen=True)
class Schools:
    """The table of schools, and which schools serve each zone (`*_of` by zone) and council (`special_of`)."""

    table: Table
    primary_of: Ints
    faith_primary_of: Ints
    secondary_of: Ints
    faith_secondary_of: Ints
    specials: tuple[Ints, ...]


def make_schools(chance: Chance, places: Places) -> Schools:
    """Put schools into every council."""
    sector: list[int] = []
    council: list[int] = []
    zone: list[int] = []
    faith: list[bool] = []
    feeds: list[int] = []
    serving = {
        name: np.full(len(places.zones), -1) for name in ("primary", "faith_primary", "secondary", "faith_secondary")
    }
    specials: list[Ints] = []

    def put(where: int, kind: int, homes: Ints, of_faith: bool) -> int:
        council.append(where)
        sector.append(kind)
        zone.append(int(homes[len(homes) // 2]))
        faith.append(of_faith)
        feeds.append(-1)
        return len(sector) - 1

    for c in range(places.number):
        zones = np.arange(places.first_zone[c], places.first_zone[c + 1])
        catchment = places.catchment[zones]
        ordinary = int(catchment.max()) + 1
        of_faith = primaries(len(zones)) - ordinary
        high = max(1, (len(zones) * 9 + 115) // 230)
        high_faith = high // 4
        halls = {"secondary": high - high_faith, "faith_secondary": high_faith}
        for kind, name, count in (
            (PRIMARY, "primary", ordinary),
            (PRIMARY, "faith_primary", of_faith),
            (SECONDARY, "secondary", halls["secondary"]),
            (SECONDARY, "faith_secondary", halls["faith_secondary"]),
        ):
            for n in range(count):
                homes = zones[catchment * count // ordinary == n]
                serving[name][homes] = put(c, kind, homes, name.startswith("faith"))
        for name in ("faith_primary", "faith_secondary"):
            if serving[name][zones[0]] < 0:
                serving[name][zones] = serving[name.removeprefix("faith_")][zones]
        for name, then in (("primary", "secondary"), ("faith_primary", "faith_secondary")):
            for school in dict.fromkeys(serving[name][zones].tolist()):
                feeds[school] = int(serving[then][zone[school]])
        count = max(1, (len(zones) * 3 + 115) // 230)
        parts = np.array_split(zones, count)
        specials.append(np.array([put(c, SPECIAL, part, False) for part in parts]))

    made = _table(
        chance, places, serving, np.array(council), np.array(sector), np.array(zone), np.array(faith), np.array(feeds)
    )
    return Schools(
        made,
        serving["primary"],
        serving["faith_primary"],
        serving["secondary"],
        serving["faith_secondary"],
        tuple(specials),
    )


def _table(
    chance: Chance,
    places: Places,
    serving: dict[str, Ints],
    council: Ints,
    sector: Ints,
    zone: Ints,
    faith: np.ndarray,
    feeds: Ints,
) -> Table:
    count = len(sector)
    ids = np.arange(count)
    strain, by_fifth = _catchments(places, serving, count)
    homes = by_fifth[:, 0] + by_fifth[:, 1] + by_fifth[:, 2] + by_fifth[:, 3] + by_fifth[:, 4]
    special = sector == SPECIAL
    strain = np.where(special, 0.3, strain)
    roll = np.where(special, 88.0, homes * np.where(sector == PRIMARY, 0.475, 0.37) * 1.06)
    zones = places.zones
    settlement = zones["settlement"][zone]
    moved = _moved(chance, council, sector, roll)
    code = [f"SX{c + 1:02}{n % 1000:03}" for c, n in zip(council.tolist(), _local(council).tolist())]
    number = chance.whole(1, 80, "schools/number", ids)
    streets = street_names(chance, 10_000_000 + ids)
    return table(
        "schools",
        {
            "school": ids,
            "council": council,
            "sector": sector,
            "zone": zone,
            "denominational": faith,
            "feeds": feeds,
            "code": np.array(code, dtype=object),
            "name": np.array(_names(chance, settlement.tolist(), sector.tolist(), faith.tolist()), dtype=object),
            "settlement": settlement,
            "street": np.array([f"{n} {street}" for n, street in zip(number.tolist(), streets.tolist())], dtype=object),
            "postcode": places.postcode(zone, 19 + 0 * zone),
            "phone": phones(chance, "schools/phone", ids, mobile=False),
            "email": np.array([f"office@{c.lower()}.example" for c in code], dtype=object),
            "capacity": (roll * (1.05 + 0.4 * chance.unit("schools/room", ids))).astype("int64") + 10,
            "strain": strain,
            "attendance_effect": ATTENDANCE_SD * _effects(chance, "attendance", council, sector, by_fifth),
            "learning_effect": LEARNING_SD * _effects(chance, "learning", council, sector, by_fifth),
            "exclusion_effect": exp(EXCLUSION_SD * _effects(chance, "exclusion", council, sector, by_fifth)),
            "moved_from": np.where(moved != 0, first_day(2024), NEVER),
            "moved_points": MOVED_POINTS * moved,
        },
        {"sector": SECTORS},
    )


def _catchments(places: Places, serving: dict[str, Ints], count: int) -> tuple[Reals, Reals]:
    """Mean strain of the zones that each school serves, and its households by fifth of deprivation."""
    weight = places.zones["people"] / 778.0 * (places.first_household[-2] / len(places.zones))
    homes, strain = np.zeros((count, 5)), np.zeros(count)
    for name, share in _SERVED.items():
        cell = serving[name] * 5 + places.zones["quintile"] - 1
        homes = homes + share * np.bincount(cell, weights=weight, minlength=count * 5).reshape(count, 5)
        served = np.isin(np.arange(count), serving[name])
        strain = np.where(served, means(places.zones["strain"], serving[name], count), strain)
    return strain, homes


def _effects(chance: Chance, name: str, council: Ints, sector: Ints, homes: Reals) -> Reals:
    """Normal numbers that cancel among the homes of each fifth, in each council and sector.

    `homes` is by school and fifth.
    """
    ids = np.arange(len(council))
    drawn = chance.normal(f"schools/{name}", ids)
    made = np.zeros(len(ids))
    for c in range(int(council.max()) + 1):
        for kind in range(len(SECTORS)):
            members = np.flatnonzero((council == c) & (sector == kind))
            fifths = homes.shape[1]
            # A council with hardly more schools than fifths can only cancel over all of them.
            columns = homes[members] if len(members) > fifths + 1 else np.ones((len(members), 1))
            freedom = len(members) - columns.shape[1]
            if freedom > 0:
                made[members] = freed_from(drawn[members], columns) * np.sqrt(len(members) / freedom)
    return made


def _moved(chance: Chance, council: Ints, sector: Ints, roll: Reals) -> Ints:
    """1 or -1 for the few schools that really change in the last year: as many up as down in each council."""
    moved = np.zeros(len(council), dtype="int64")
    for c in range(int(council.max()) + 1):
        # Large enough that somebody could find it out.
        members = np.flatnonzero((council == c) & (sector == PRIMARY) & (roll >= 120))
        members = members[chance.order("schools/moved", members)]
        pairs = max(1, int(np.rint((council == c).sum() * MOVED_SHARE / 2)))
        moved[members[0 : 2 * pairs : 2]] = 1
        moved[members[1 : 2 * pairs : 2]] = -1
    return moved


def _local(council: Ints) -> Ints:
    """Each school's number within its council, from 1."""
    start = np.searchsorted(council, np.arange(int(council.max()) + 1))
    return np.arange(len(council)) - start[council] + 1


def _names(chance: Chance, settlement: list[str], sector: list[int], faith: list[bool]) -> list[str]:
    """A name for each school that no other has."""
    parts = ("Riggend", "Whinpark", "Gowanlea", "Laverstane", "Corbiehall", "Thornspell", "Peesieknowe", "Stoorfield")
    saints = ("St Brannoc's", "St Ethernan's", "St Modwenna's", "St Talorcan's", "St Kessan's", "St Marnoch's")
    first = chance.whole(0, len(saints) - 1, "schools/saints", np.arange(len(sector))).tolist()
    names: dict[str, None] = {}
    for n, town in enumerate(settlement):
        end = ("Primary School", "Academy", "School")[sector[n]]
        plain = [] if sector[n] == SPECIAL else [f"{town} {end}"]
        plain += [f"{part} {end}, {town}" for part in parts]
        saintly = [f"{saints[(first[n] + k) % len(saints)]} {end}, {town}" for k in range(len(saints))]
        names[next(name for name in (saintly if faith[n] else []) + plain if name not in names)] = None
    return list(names)
