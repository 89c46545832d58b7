"""Councils, zones and the homes there is room for: where everything lies before anybody lives there.

Deprivation is a field of chance, smoothed over each council's grid, so that a zone is like its neighbours (Moran's I
about one half). The rank runs through the whole region, and `strain` is the normal number of that rank.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.maths import Reals, exp, quantile
from kenspeckle.region.names import town_names
from kenspeckle.region.schema import table
from kenspeckle.region.table import Array, Table

PUPILS_PER_COUNCIL = 21_900
ZONES_PER_PUPIL = 230 / 24_000
# Families whose eldest child could have been born in one of 25 years, of which 17 are shown; 12.45 stages are full.
FIRST_BORN_YEARS = 25
HOUSEHOLDS_PER_PUPIL = FIRST_BORN_YEARS / 12.45 / 1.829  # ... and of so many children each in those years
LEAVE_SHARE = 0.042  # households that leave their council within the years shown
OUTSIDE_SHARE = 0.15  # of those, how many leave the region, where there are other councils to go to
URBAN = ("large town", "town", "small town", "village")

_COUNCIL_SPREAD = 0.62  # of council sizes, on the log scale
_COUNCIL_STRAIN = 0.48
_SMOOTH = 0.86  # share of the field that is smoothed


# The strain in the middle of each fifth, by its number (there is no fifth 0).
MIDDLE_STRAIN = np.array([0.0, 1.40, 0.53, 0.0, -0.53, -1.40])
LETTERS = np.array(list("ABDEFGHJLNPQRSTUWXYZ"), dtype=object)  # of the second half of a postcode


@dataclass(frozen=True)
class Places:
    """The region's councils and zones, and which households begin in which.

    `first_household[c]` to `first_household[c + 1]` are the numbers of council c's households; those after the last
    council begin outside the region. `catchment` numbers the neighbourhoods of each council from 0; a primary school
    that is not denominational serves one.
    """

    councils: Table
    zones: Table
    first_zone: Ints
    first_household: Ints
    zone_edges: Reals  # running sum over zones of the share of the council's households, from 0 to 1 in each council
    catchment: Ints

    @property
    def number(self) -> int:
        """How many councils there are."""
        return len(self.councils)

    def zones_of(self, council: int) -> slice:
        """The positions of a council's zones."""
        return slice(int(self.first_zone[council]), int(self.first_zone[council + 1]))

    def postcode(self, zone: Ints, street: Ints) -> Array:
        """The postcode of a street (0, 1, ...) of a zone; no two zones share one."""
        local = zone - self.first_zone[self.zones["council"][zone]]
        return np.asarray(self.zones["sector"][zone] + LETTERS[local % 20] + LETTERS[street % 20])

    def zone_at(self, council: int, share: Reals) -> Ints:
        """The zone at each share (0 to 1) of a council's homes."""
        zones = self.zones_of(council)
        found = np.searchsorted(self.zone_edges[zones], share, side="right")
        return np.asarray(np.minimum(found, zones.stop - zones.start - 1) + zones.start)


def make_places(chance: Chance, pupils: int) -> Places:
    """Lay out councils and zones for so many pupils."""
    number = max(1, (pupils + PUPILS_PER_COUNCIL // 2) // PUPILS_PER_COUNCIL)
    ids = np.arange(number)
    sizes = exp(_COUNCIL_SPREAD * _scores(chance, "places/size", ids))
    shares = sizes / np.cumsum(sizes)[-1]
    asked = np.rint(pupils * shares).astype("int64")
    zone_counts = np.maximum(10, np.rint(asked * ZONES_PER_PUPIL).astype("int64"))
    households = np.rint(asked * HOUSEHOLDS_PER_PUPIL).astype("int64")
    towns = town_names(chance, int(np.cumsum(2 + zone_counts // 2)[-1]))
    first_zone = np.concatenate([[0], np.cumsum(zone_counts)])
    leaning = _COUNCIL_STRAIN * _scores(chance, "places/strain", ids) if number > 1 else np.zeros(1)
    made = [
        _lay_out(chance, council, int(zone_counts[council]), int(first_zone[council]), leaning[council])
        for council in range(number)
    ]
    columns = {name: np.concatenate([each[name] for each in made]) for name in made[0]}
    outside = int(np.rint(households.sum() * LEAVE_SHARE * (1.0 if number == 1 else OUTSIDE_SHARE)))
    first_household = np.concatenate([[0], np.cumsum(households), [households.sum() + outside]])
    council_names = np.array([f"{towns[-1 - council]} Council" for council in range(number)], dtype=object)
    councils = table(
        "council_list",
        {
            "council": ids,
            "code": np.array([f"SX{c + 1:02}" for c in ids.tolist()], dtype=object),
            "name": council_names,
            "zones": zone_counts,
            "pupils": asked,
        },
    )
    weight = columns.pop("weight")
    catchment = columns.pop("catchment")
    zones = _zones(columns, towns, catchment, weight)
    edges = np.concatenate([np.cumsum(w) / np.cumsum(w)[-1] for w in np.split(weight, first_zone[1:-1])])
    return Places(councils, zones, first_zone, first_household, edges, catchment)


def neighbours_alike(values: Reals, x: Ints, y: Ints) -> float:
    """Moran's I of values on a grid: 0 where neighbours have nothing in common, 1 where they are equal."""
    at = {place: n for n, place in enumerate(zip(x.tolist(), y.tolist()))}
    pairs = [(n, at[place]) for (a, b), n in at.items() for place in ((a + 1, b), (a, b + 1)) if place in at]
    first, second = np.array(pairs).T
    centred = values - np.cumsum(values)[-1] / len(values)
    together = np.cumsum(centred[first] * centred[second])[-1] / len(pairs)
    return float(together / (np.cumsum(centred * centred)[-1] / len(values)))


def fifth_of(strain: Reals) -> Ints:
    """The fifth of a strain: 1 the most deprived, 5 the least."""
    return 5 - np.searchsorted(np.array([-0.8416212, -0.2533471, 0.2533471, 0.8416212]), strain)


def _scores(chance: Chance, name: str, ids: Ints) -> Reals:
    """Normal numbers spread evenly over the councils, in random order."""
    place = np.empty(len(ids), dtype="int64")
    place[chance.order(name, ids)] = np.arange(len(ids))
    return np.asarray(quantile((place + 0.5) / len(ids)))


def _lay_out(chance: Chance, council: int, count: int, first: int, leaning: float) -> dict[str, Array]:
    """One council's grid, walked up one column and down the next, cut into neighbourhoods."""
    height = int(np.ceil(np.sqrt(count)))
    n = np.arange(count)
    x, y = n // height, n % height
    y = np.where(x % 2 == 1, height - 1 - y, y)
    field = np.zeros((count // height + 3, height + 2))
    cells = np.arange(field.size) + council * 1_000_000
    noise = chance.normal("places/field", cells).reshape(field.shape)
    smooth = np.zeros(count)
    for right in range(3):
        for up in range(3):
            smooth = smooth + noise[x + right, y + up]
    own = chance.normal("places/zone", first + n)
    latent = leaning + np.sqrt(_SMOOTH) * smooth / 3.0 + np.sqrt(1.0 - _SMOOTH) * own
    neighbourhoods = _neighbourhoods(chance, council, count)
    sizes = np.bincount(neighbourhoods)
    urban = np.array([3, 3, 2, 1, 1, 0])[np.minimum(sizes[neighbourhoods], 5)]
    room = exp(0.22 * chance.normal("places/room", first + n)) * np.array([1.06, 1.02, 0.9, 0.62])[urban]
    return {
        "zone": first + n, "council": np.full(count, council), "x": x, "y": y, "latent": latent, "urban": urban,
        "catchment": neighbourhoods, "weight": room,
    }  # fmt: skip


def _neighbourhoods(chance: Chance, council: int, zones: int) -> Ints:
    """Cut a council's walk of zones into as many pieces as it has ordinary primary schools, small and large."""
    pieces = ordinary_primaries(zones)
    weights = exp(0.95 * chance.normal("places/piece", council * 10_000 + np.arange(pieces)))
    ends = np.rint(np.cumsum(weights) / np.cumsum(weights)[-1] * (zones - pieces)).astype("int64")
    return np.repeat(np.arange(pieces), np.diff(ends, prepend=0) + 1)


def primaries(zones: int) -> int:
    """How many primary schools a council of so many zones has."""
    return max(2, (zones * 62 + 115) // 230)


def ordinary_primaries(zones: int) -> int:
    """How many of them are not denominational."""
    return max(2, (primaries(zones) * 4 + 2) // 5)


def _zones(columns: dict[str, Array], towns: tuple[str, ...], catchment: Ints, weight: Reals) -> Table:
    count = len(columns["zone"])
    order = np.argsort(-columns.pop("latent"), kind="stable")
    rank = np.empty(count, dtype="int64")
    rank[order] = np.arange(1, count + 1)
    council, zone = columns["council"], columns["zone"]
    # Neighbourhoods of one zone are villages with a name of their own; larger ones share a town by fours.
    group = np.where(columns["urban"] == 3, catchment, catchment // 4 * 4)
    village = (columns["urban"] == 3).astype("int64")
    _, town = np.unique(np.stack([council, group, village]), axis=1, return_inverse=True)
    settlement = np.array(towns, dtype=object)[town]
    local = zone - np.concatenate([[0], np.flatnonzero(np.diff(council)) + 1])[council]
    old = np.where(zone % 12 == 11, local - 1, local)  # one in twelve was cut out of the zone before it
    code = [f"SX{c + 1:02}{n + 1:06}" for c, n in zip(council.tolist(), local.tolist())]
    old_code = [f"SXO{c + 1:02}{n * 7 % 99_991 + 1:05}" for c, n in zip(council.tolist(), np.maximum(old, 0).tolist())]
    number = zone - np.unique(town, return_index=True)[1][town]
    sector = [f"SX{4 * c + n // 180 + 1} {n // 20 % 9 + 1}" for c, n in zip(council.tolist(), local.tolist())]
    return table(
        "zones",
        {
            **columns,
            "code": np.array(code, dtype=object),
            "old_code": np.array(old_code, dtype=object),
            "name": np.array([f"{s} - {n + 1:02}" for s, n in zip(settlement.tolist(), number.tolist())], dtype=object),
            "settlement": settlement,
            "strain": quantile((count - rank + 0.5) / count),
            "rank": rank,
            "decile": (rank - 1) * 10 // count + 1,
            "quintile": (rank - 1) * 5 // count + 1,
            "people": np.rint(778.0 * weight).astype("int64"),
            "sector": np.array(sector, dtype=object),
        },
        {"urban": URBAN},
    )
