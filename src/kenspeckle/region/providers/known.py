"""What a provider looks up while it writes one council's rows: schools, zones, children and homes by their numbers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..table import Array, Table, rows_of
from .cells import texts

if TYPE_CHECKING:
    from ..model import Council, Region


def placed(values: Array, rows: Array) -> Array:
    """Texts by row; blank where the row is -1."""
    return np.append(values, "")[rows]


class Known:
    """One council among all of them."""

    def __init__(self, region: Region, council: Council) -> None:
        self.region, self.council = region, council
        self.children: Table = council.children
        self.name = str(region.council_list["name"][council.number])
        self.code = str(region.council_list["code"][council.number])

    @property
    def first(self) -> bool:
        """Whether it is the first council, whose rows begin each file."""
        return bool(self.council.number == 0)

    def child_rows(self, ids: Array) -> Array:
        """Where children stand in the council's table."""
        return rows_of(self.children["child"], ids)

    def child(self, column: str, rows: Array) -> Array:
        """A text column of children by row; blank where there is no child."""
        return placed(self.children[column], rows)

    def school(self, column: str, ids: Array) -> Array:
        """A text column of schools; blank for none."""
        return placed(self.region.schools[column], ids)

    def zone(self, ids: Array) -> Array:
        """Codes of zones; blank outside the region."""
        return placed(self.region.zones["code"], ids)

    def old_zone(self, ids: Array) -> Array:
        """Codes that zones had before they were redrawn."""
        return placed(self.region.zones["old_code"], ids)

    @cached_property
    def _homes(self) -> Array:
        return rows_of(self.council.households["household"], self.children["household"])

    def home_zone(self, rows: Array, on: Array) -> Array:
        """Zones of the homes of children (by row) on a day; -1 outside the region."""
        homes, moved = self._moved(rows, on)
        households = self.council.households
        return np.where(rows < 0, -1, np.where(moved, households["next_zone"][homes], households["zone"][homes]))

    def home_postcode(self, rows: Array, on: Array) -> Array:
        """Postcodes of the homes of children (by row) on a day; blank where no address is known."""
        return self._postcode(rows, self._moved(rows, on)[1])

    def postcode_in(self, rows: Array, zones: Array, on: Array) -> Array:
        """Postcodes of the homes that children (by row) had in these zones; on a day, for two homes in one zone."""
        homes, moved = self._moved(rows, on)
        first, last = self.council.households["zone"][homes], self.council.households["next_zone"][homes]
        return self._postcode(rows, np.where(first == last, moved, zones == last))

    def _postcode(self, rows: Array, moved: Array) -> Array:
        homes, households = self._homes[rows], self.council.households
        address = np.where(moved, households["next_address"][homes], households["address"][homes])
        places = rows_of(self.council.addresses["address"], np.where(rows < 0, -1, address))
        return placed(self.council.addresses["postcode"], places)

    def own_numbers(self, ids: Array) -> Array:
        """Numbers of children with this council alone: one who moved has another with each of the two councils."""
        rows = self.child_rows(ids)
        goal, origin = self.children["to_council"][rows], self.children["from_council"][rows]
        came = (goal == self.council.number) & (origin != goal)
        return np.where(rows < 0, -1, 2 * ids + came)

    def _moved(self, rows: Array, on: Array) -> tuple[Array, Array]:
        homes = self._homes[rows]
        since = self.council.households["moved_on"][homes]
        return homes, ~np.isnat(since) & (since <= on)

    @cached_property
    def _years(self) -> Array:
        years: Table = self.council.pupil_years
        keys: Array = years["child"] * 16 + (years["year"] - 2016)
        return keys

    def year_rows(self, children: Array, years: Array) -> Array:
        """Where children stand in the council's table of pupils and years; -1 where they do not."""
        return rows_of(self._years, children * 16 + (years - 2016))

    def of_year(self, column: Array, rows: Array, otherwise: str = "") -> Array:
        """A text column made of the table of pupils and years, by row."""
        return np.append(column, otherwise)[rows]

    @cached_property
    def scn(self) -> Array:
        """Education's number of each child in the council's table."""
        return texts(self.children["candidate"].tolist())

    def scns(self, ids: Array) -> Array:
        """Education's numbers of children by their true numbers."""
        return placed(self.scn, self.child_rows(ids))
