"""Who lives in the town that is attacked, and what is told of them."""

from __future__ import annotations

from tests.spec.attack.town import SCHOOLS, YEAR, ZONES, Child, figure, said

ROLLS = {"Ash": 64, "Birch": 46, "Cedar": 31, "Damson": 7, "Elm": 92, "Fir": 75}
MONTHS = ("2024-08", "2024-08", "2024-09", "2024-11", "2025-01", "2025-01")
CODES = {"school": tuple(SCHOOLS), "sex": ("girls", "boys"), "zone": tuple(ZONES)}
ABOVE = {
    **{("school", school): [("area", area)] for school, area in SCHOOLS.items()},
    **{("zone", zone): [("catchment", catchment)] for zone, catchment in ZONES.items()},
}
"""What any atlas says of the town."""


def townsfolk() -> list[Child]:
    """Six schools, one of seven children, and a street, Z2, of three."""
    found = []
    for school, n in ROLLS.items():
        zones = [zone for zone, catchment in ZONES.items() if catchment == school]
        for i in range(n):
            # One child of Birch was away for most of the year, and Damson's are away most of all.
            away = 65 if (school, i) == ("Birch", 5) else 90 + 5 * i if school == "Damson" else (i * 7) % 50
            # In Cedar every girl is often away, and no boy; in Birch a few are.
            often = {"Cedar": i % 2 == 0, "Birch": i < 6, "Damson": i < 3}.get(school, away >= 30)
            # In Cedar all but three have free meals.
            meal = i >= 3 if school == "Cedar" else i % 3 == 0
            zone = ("Z2" if i < 3 else "Z1") if school == "Ash" else zones[i % len(zones)]
            found.append(
                Child(
                    f"P-{school}{i:03}",
                    school,
                    "gb"[i % 2],
                    1 + (i * 3) % 5,
                    zone,
                    "yes" if meal else "no",
                    MONTHS[i % len(MONTHS)],
                    away,
                    int(often),
                )
            )
    return found


def stories() -> dict[str, str]:
    """Stories as anybody might ask for them, each harmless to whoever looks at it alone."""
    return {
        "places": figure(measure="roll", by="school")
        + figure(measure="roll", by="area")
        + figure(measure="roll", where="school = Cedar", by="sex")
        + said(f"roll in {YEAR}", f"roll where sex = girls in {YEAR}"),
        "shares": figure("chart", kind="bar", measure="often", by="school")
        + figure("chart", kind="dot", measure="mean_days", by="school")
        + figure("chart", kind="bar", measure="roll", by="zone", sort="value")
        + figure(measure="harmed", where="school = Cedar", by="sex")
        + figure(measure="middle", by="school")
        + figure(measure="days", by="school")
        + said(f"often in {YEAR}", f"days in {YEAR}"),
        "maps": figure("map", kind="tiles", measure="mean_days", by="school")
        + figure("map", kind="tiles", measure="roll", by="zone")
        + figure(measure="roll", by="catchment"),
        "meals": figure(measure="meals", by="school") + figure(measure="few_away", by="school"),
        "time": figure(measure="joiners", by="school", over="month", from_="2024-08", to="2025-01")
        + figure(measure="joiners", by="school", over="quarter", from_="2024-Q3", to="2025-Q1")
        + figure(measure="joiners", by="school", over="split-year", in_=YEAR),
    }
