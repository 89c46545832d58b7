"""Households of a council: where they live, where they move, and whose other parent lives elsewhere.

Everything about a household follows from its number, so that a family that moves from one council to another is the
same family in both. `Moves` knows, before any council is made, who will cross a council's border and when.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.calendar import NEVER, Dates, day
from kenspeckle.region.chance import Chance, Flags, Ints
from kenspeckle.region.maths import Reals, logistic
from kenspeckle.region.names import street_names
from kenspeckle.region.places import LEAVE_SHARE, OUTSIDE_SHARE, Places
from kenspeckle.region.schema import table
from kenspeckle.region.table import Array, Table

KINDS = ("two parents", "one parent", "blended", "kinship", "foster")
TWO, ONE, BLENDED, KINSHIP, FOSTER = range(5)
SLOTS = 10_000  # places for an address in a zone: even ones for families, odd ones between them for others

_MOVE_SHARE = 0.19  # households that move within their council within the years shown
_FIRST_MOVE, _LAST_MOVE = day(2022, 7, 10), day(2025, 6, 6)
_STREET = 60  # addresses in a street


@dataclass(frozen=True)
class Moves:
    """Households that cross a council's border: their number, from where, to where (-1: outside the region), when."""

    household: Ints
    origin: Ints
    goal: Ints
    on: Dates


@dataclass(frozen=True)
class Homes:
    """Households of one council, before it is known who lives in them. Columns are named as in the table `households`.

    A household moves at most once, so it is known to two councils at most.
    """

    council: int
    household: Ints
    address: Ints
    next_address: Ints
    moved_on: Dates
    zone: Ints
    next_zone: Ints
    from_council: Ints
    to_council: Ints
    kind: Ints
    other_home: Ints
    other_address: Ints
    strain: Reals

    @property
    def crosses(self) -> Array:
        """Who is in two councils, and so must come out the same in both."""
        return np.asarray(self.from_council != self.to_council)

    @property
    def came(self) -> Array:
        """Who came here from elsewhere: 1, or 0 for those who were here first."""
        return np.asarray(self.crosses & (self.to_council == self.council)).astype("int64")

    def here_on(self, at: Ints, date: Dates) -> Flags:
        """Whether these homes lie in this council on a day."""
        council = np.where(self.moved_on[at] <= date, self.to_council[at], self.from_council[at])
        return np.asarray(council == self.council)

    def while_here(self, at: Ints, first: Dates, last: Dates) -> tuple[Dates, Dates]:
        """The part of these spans (last: NaT for no end) in which the homes lie in this council; first > last: none."""
        moved, crosses, came = self.moved_on[at], self.crosses[at], self.came[at] == 1
        leaves = crosses & ~came & (np.isnat(last) | (last >= moved))
        return np.where(came, np.maximum(first, moved), first), np.where(leaves, moved - 1, last)

    def nearest_here(self, at: Ints, date: Dates) -> Dates:
        """The days nearest to these on which the homes lie in this council."""
        first, last = self.while_here(at, date, date)
        return np.where(self.came[at] == 1, first, last)


def make_moves(chance: Chance, places: Places) -> Moves:
    """Who leaves which council for which."""
    ids = np.arange(places.first_household[-1])
    origin = np.searchsorted(places.first_household, ids, side="right") - 1
    goes = chance.happens(LEAVE_SHARE, "moves/leaves", ids) | (origin == places.number)
    ids, origin = ids[goes], origin[goes]
    pupils = places.councils["pupils"].astype("float64")
    outside = 0.0 if places.number == 1 else float(np.cumsum(pupils)[-1]) * OUTSIDE_SHARE
    goal = chance.pick([*pupils.tolist(), outside], "moves/goal", ids)
    # Whoever was to move to where they are already leaves the region; whoever comes from outside comes into it.
    goal = np.where(goal == origin, places.number, goal)
    goal = np.where((origin == places.number) & (goal == places.number), 0, goal)
    on = _FIRST_MOVE + chance.whole(0, int((_LAST_MOVE - _FIRST_MOVE).astype(int)), "moves/on", ids)
    inside = places.number
    return Moves(ids, np.where(origin == inside, -1, origin), np.where(goal == inside, -1, goal), on)


def make_homes(chance: Chance, places: Places, moves: Moves, council: int) -> Homes:
    """All households that live in this council at some time within the years shown."""
    own = np.arange(places.first_household[council], places.first_household[council + 1])
    coming = (moves.goal == council) & (moves.origin != council)
    ids = np.concatenate([own, moves.household[coming]])
    origin = np.concatenate([np.full(len(own), council), moves.origin[coming]])
    leaving = moves.origin == council
    goal = origin.copy()
    on = np.full(len(ids), NEVER)
    at = moves.household[leaving] - places.first_household[council]
    goal[at], on[at] = moves.goal[leaving], moves.on[leaving]
    goal[len(own) :], on[len(own) :] = council, moves.on[coming]
    local = (goal == origin) & chance.happens(_MOVE_SHARE, "homes/moves", ids)
    days = chance.whole(0, int((_LAST_MOVE - _FIRST_MOVE).astype(int)), "homes/on", ids)
    on = np.where(local, _FIRST_MOVE + days, on)

    zone, address = _first_homes(chance, places, ids, origin)
    next_zone = _next_zones(chance, places, ids, zone, origin, goal, local)
    slot = 2 * chance.whole(1500, 4900, "homes/next slot", ids)
    next_address = np.where(next_zone >= 0, next_zone * SLOTS + slot, -1)
    # People live where they can afford to, so it is the last home that goes with what they have.
    strain = places.zones["strain"][np.where(next_zone >= 0, next_zone, zone)]
    kind = _kinds(chance, ids, strain)
    apart = np.isin(kind, (ONE, BLENDED)) & chance.happens(0.42, "homes/apart", ids)
    other_zone = _somewhere(chance, places, np.where(origin >= 0, origin, goal), "homes/other zone", ids)
    other_address = other_zone * SLOTS + 2 * chance.whole(1500, 4900, "homes/other slot", ids)
    other = np.where(apart, places.first_household[-1] + ids, -1)
    return Homes(
        council, ids, address, next_address, on, zone, next_zone, origin, goal, kind, other,
        np.where(apart, other_address, -1), strain,
    )  # fmt: skip


def addresses(chance: Chance, places: Places, wanted: Ints) -> Table:
    """The table of these addresses, each once."""
    ids = np.unique(wanted[wanted >= 0])
    zone, slot = ids // SLOTS, ids % SLOTS
    street, place = slot // _STREET, slot % _STREET
    number = zone * (SLOTS // _STREET + 1) + street
    flats = (places.zones["urban"][zone] < 2) & chance.happens(0.35, "homes/flats", number)
    flat = np.array(["", "0/1", "0/2", "1/1", "1/2"], dtype=object)[np.where(flats, 1 + place % 4, 0)]
    return table(
        "addresses",
        {
            "address": ids,
            "zone": zone,
            "number": np.where(flats, place // 4, place) + 1,
            "flat": flat,
            "street": street_names(chance, number),
            "settlement": places.zones["settlement"][zone],
            "postcode": places.postcode(zone, street),
        },
    )


def next_door(address: Ints) -> Ints:
    """The address beside each, kept for people who are not families of pupils."""
    return address + 1


def _first_homes(chance: Chance, places: Places, ids: Ints, origin: Ints) -> tuple[Ints, Ints]:
    """Zone and address of each household's first home; -1 outside the region."""
    zone, address = np.full(len(ids), -1), np.full(len(ids), -1)
    for council in np.unique(origin[origin >= 0]).tolist():
        members = np.flatnonzero(origin == council)
        first, end = places.first_household[council], places.first_household[council + 1]
        begins = np.append(places.zone_edges[places.zones_of(council)], 1.0) * (end - first)
        serial = ids[members] - first
        home = places.zone_at(council, (serial + 0.5) / (end - first))
        local = home - places.first_zone[council]
        before = np.where(local > 0, np.ceil(begins[local - 1] - 0.5), 0.0).astype("int64")
        place = serial - before
        # A few share the address of the household before them: friends, relatives, a house in several lets.
        shares = chance.happens(0.03, "homes/shares", ids[members]) & (place > 0)
        zone[members] = home
        address[members] = home * SLOTS + 2 * np.minimum(place - shares, SLOTS // 4)
    return zone, address


def _next_zones(chance: Chance, places: Places, ids: Ints, zone: Ints, origin: Ints, goal: Ints, local: Array) -> Ints:
    """Where those who move go: near by within a council, anywhere in another."""
    far = _somewhere(chance, places, goal, "homes/far", ids)
    size = np.diff(places.first_zone)[np.maximum(origin, 0)]
    start = places.first_zone[np.maximum(origin, 0)]
    step = np.rint(chance.normal("homes/step", ids) * size * 0.09).astype("int64")
    near = start + np.abs(zone - start + step) % size
    return np.where(local, near, np.where(goal != origin, far, -1))


def _somewhere(chance: Chance, places: Places, council: Ints, name: str, ids: Ints) -> Ints:
    """A zone of each one's council, as likely as it has homes; -1 outside the region."""
    zone = np.full(len(ids), -1)
    share = chance.unit(name, ids)
    for c in np.unique(council[council >= 0]).tolist():
        members = council == c
        zone[members] = places.zone_at(c, share[members])
    return zone


def _kinds(chance: Chance, ids: Ints, strain: Reals) -> Ints:
    """What kind of household each is; fewer parents, and more kinship care, where there is more deprivation."""
    drawn = chance.unit("homes/kind", ids)
    one = logistic(-1.25 + 0.42 * strain)
    kinship = 0.013 * (1.0 + 0.45 * np.clip(strain, -1.5, 1.5))
    kind = np.full(len(ids), TWO)
    for code, share in ((BLENDED, 0.085), (FOSTER, 0.006), (KINSHIP, kinship), (ONE, one)):
        kind = np.where((drawn >= 0) & (drawn < share), code, kind)
        drawn = drawn - share
    return kind
