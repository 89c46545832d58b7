"""Government: schools, deprivation of zones, rolls on two census dates, and a table that is out of date."""

from __future__ import annotations

import json

import numpy as np

from ..calendar import YEARS, census_day, day
from ..files import Dialect
from ..mess import council_spellings
from ..table import Array, Table
from .cells import days, flags, numbers, percent, same, texts, worded, year_label
from .desk import BOM, INVENTED, UTF8, WINDOWS, Desk, Feed
from .known import Known, placed

_BANDS = ("0-10", "10-20", "20-30", "30-40", "40+")
_ROLLS_ABOVE = (
    f'"{INVENTED}"',
    '"School rolls on two census dates, September and February"',
    "[c] and *: one to four pupils",
    "",
)


class Register:
    """`government/schools.csv`, `deprivation.csv`, `zones_old.csv`, `zones.geojson` and `councils.geojson`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def council(self, known: Known) -> None:
        """All of it is known before any council is."""

    def close(self) -> None:
        region = self._desk.region
        councils, zones = region.council_list, region.zones
        self._schools(councils, zones, region.schools)
        self._zones(councils, zones)
        self._old_zones(zones)
        self._maps(councils, zones)

    def _schools(self, councils: Table, zones: Table, schools: Table) -> None:
        self._write(
            "government/schools.csv",
            UTF8,
            {
                "SEED Code": schools["code"],
                "School Name": schools["name"],
                "Local Authority": councils["name"][schools["council"]],
                "Council Code": councils["code"][schools["council"]],
                "Sector": texts([w.capitalize() for w in schools.text("sector").tolist()]),
                "Denomination": flags(schools["denominational"], "Denominational", "Non-denominational"),
                "Street": schools["street"],
                "Postcode": schools["postcode"],
                "Phone": schools["phone"],
                "Email": schools["email"],
                "Settlement": schools["settlement"],
                "Data Zone": zones["code"][schools["zone"]],
                "Capacity": numbers(schools["capacity"]),
                "Feeder Secondary": placed(schools["code"], schools["feeds"]),
            },
        )

    def _zones(self, councils: Table, zones: Table) -> None:
        self._write(
            "government/deprivation.csv",
            BOM,
            {
                "Data_Zone": zones["code"],
                "Data_Zone_Name": zones["name"],
                "Council_Code": councils["code"][zones["council"]],
                "Council_area": councils["name"][zones["council"]],
                "Settlement": zones["settlement"],
                "Urban": worded(zones, "urban"),
                "Column": numbers(zones["x"]),
                "Row": numbers(zones["y"]),
                **{name.capitalize(): numbers(zones[name]) for name in ("rank", "decile", "quintile")},
                "Population": numbers(zones["people"]),
            },
        )

    def _old_zones(self, zones: Table) -> None:
        """One row for each code of before; where it stood for two zones of today, nobody has said which."""
        codes, first, counts = np.unique(zones["old_code"], return_index=True, return_counts=True)
        split = counts > 1
        drift = self._desk.chance.whole(-1, 1, "government/decile-2016", first)
        deciles = np.clip(zones["decile"][first] + drift, 1, 10)
        self._write(
            "government/zones_old.csv",
            WINDOWS,
            {
                "Old_Zone": codes,
                "Old_Name": zones["name"][first],
                "Data_Zone": np.where(split, "", zones["code"][first]),
                "Decile_2016": numbers(deciles),
            },
        )

    def _write(self, name: str, dialect: Dialect, columns: dict[str, Array]) -> None:
        feed = Feed(self._desk, name, dialect)
        rows = len(next(iter(columns.values())))
        feed.write(feed.block(columns, np.arange(rows)))
        feed.close()

    def _maps(self, councils: Table, zones: Table) -> None:
        """Zones as squares on the council's grid, councils side by side as far apart as the widest is wide."""
        wide, high = int(zones["x"].max()) + 2, int(zones["y"].max()) + 2
        per_row = 6
        left = zones["council"] % per_row * wide + zones["x"]
        top = zones["council"] // per_row * high + zones["y"]
        corners = list(zip(left.tolist(), top.tolist(), strict=True))
        named = zip(zones["code"].tolist(), zones["name"].tolist(), strict=True)
        self._map("zones", [(c, n, [corner]) for (c, n), corner in zip(named, corners, strict=True)])
        inside: list[list[tuple[int, int]]] = [[] for _ in range(len(councils))]
        for council, corner in zip(zones["council"].tolist(), corners, strict=True):
            inside[council].append(corner)
        labels = zip(councils["code"].tolist(), councils["name"].tolist(), inside, strict=True)
        self._map("councils", list(labels))

    def _map(self, name: str, places: list[tuple[str, str, list[tuple[int, int]]]]) -> None:
        path = self._desk.path(f"government/{name}.geojson")
        path.parent.mkdir(parents=True, exist_ok=True)
        features = [
            {
                "type": "Feature",
                "properties": {"code": code, "name": label, "invented": True},
                "geometry": {"type": "MultiPolygon", "coordinates": [_square(x, y) for x, y in squares]},
            }
            for code, label, squares in places
        ]
        lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
        text = f'{{"type": "FeatureCollection", "notice": "{INVENTED}", "features": [\n{lines}\n]}}\n'
        path.write_bytes(text.encode())


def _square(x: int, y: int) -> list[list[list[float]]]:
    """A square of a hundredth of a degree out at sea, west of all land; rows go down."""
    west, north = (x - 4000) / 100, (4000 - y) / 100
    east, south = (x + 1 - 4000) / 100, (4000 - y - 1) / 100
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


class Rolls:
    """`government/school_rolls.csv`: rolls, free meals and looked-after children, twice a year."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        below = ("", "Notes", "Rolls of September and February differ; shares are of the roll of the same date.")
        self._feed = Feed(desk, "government/school_rolls.csv", WINDOWS, _ROLLS_ABOVE, below)

    def council(self, known: Known) -> None:
        spells, pupils = known.council.enrolments, known.council.pupil_years
        schools = known.region.schools
        own = schools["school"][schools["council"] == known.council.number]
        for year in YEARS:
            for on in (census_day(year), day(year + 1, 2, 12)):
                there = spells.take((spells["first"] <= on) & (np.isnat(spells["last"]) | (spells["last"] >= on)))
                rows = known.year_rows(there["child"], np.full(len(there), year))
                there, rows = there.take(rows >= 0), rows[rows >= 0]
                kept = {
                    "roll": np.ones(len(rows)),
                    "meals": pupils["free_meals"][rows],
                    "care": ~pupils.is_("looked_after", "no")[rows],
                }
                counts = {
                    n: np.bincount(there["school"], weights=k, minlength=len(schools)).astype("int64")[own]
                    for n, k in kept.items()
                }
                self._write(known, year, on, own, counts)

    def _write(self, known: Known, year: int, on: np.datetime64, own: Array, counts: dict[str, Array]) -> None:
        roll, meals, care = counts["roll"], counts["meals"], counts["care"]
        few, some = (meals > 0) & (meals < 5), (care > 0) & (care < 5)
        shares = 100 * meals // np.maximum(roll, 1)
        bands = texts(_BANDS)[np.minimum(shares // 10, 4)]
        block = self._feed.block(
            {
                "Year": same(year_label(year), len(own)),
                "Census Date": days(np.full(len(own), on), "d/m/y"),
                "SEED Code": known.school("code", own),
                "School Name": known.school("name", own),
                "Local Authority": same(known.name, len(own)),
                "Sector": texts([w.capitalize() for w in known.region.schools.take(own).text("sector").tolist()]),
                "Roll": numbers(roll),
                "FME": np.where(few, "[c]", numbers(meals)),
                "FME Percentage": np.where(few, "[c]", percent(meals, roll)),
                "FME Band": np.where(few, "[c]", bands),
                "Looked After": np.where(some, "*", numbers(care)),
            },
            own * 64 + (year - YEARS[0]) * 2 + (on > census_day(year)),
        )
        spelt = texts(list(council_spellings(known.name)))
        which = self._desk.chance.whole(0, len(spelt) - 1, "government/spelling", block.ids)
        block.rate("council-variant", "Local Authority", spelt[which])
        between = block.columns["FME Band"] == "10-20"
        block.rate("mangled-band", "FME Band", same("20-Oct", len(own)), between)
        rows = self._feed.write(block) + np.arange(len(own))
        answers = self._desk.answers
        answers.hidden(block.file, rows[few].tolist(), "FME", "[c]", meals[few].tolist())
        answers.hidden(block.file, rows[some].tolist(), "Looked After", "*", care[some].tolist())

    def close(self) -> None:
        self._feed.close()
