"""Write one HTML page with every kind of drawing, so that people can look at them before they trust them.

    python tools/gallery.py OUT.html [--boundaries FILE.geojson]

All values are invented. The page is only for looking: it holds the awkward cases (absences, long names, one
point, everything suppressed, 32 areas, values below zero, large numbers, 36 months) beside the usual ones.
"""

from __future__ import annotations

import argparse
import html
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from kenspeckle.ground.terms import MISSING, NOT_APPLICABLE, SUPPRESSED, Value
from kenspeckle.ground.terms.chart import Annotation, Chart, ChartKind, Point, Series
from kenspeckle.outside.draw import draw, shapes_from_geojson, stylesheet

YEARS = ("2018/19", "2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25")

TILES = {
    "Shetland Islands": (7, 0), "Orkney Islands": (6, 1), "Na h-Eileanan Siar": (1, 2), "Highland": (3, 2),
    "Moray": (4, 2), "Aberdeenshire": (5, 2), "Aberdeen City": (6, 2), "Argyll and Bute": (2, 3),
    "Perth and Kinross": (4, 3), "Angus": (5, 3), "Dundee City": (6, 3), "Stirling": (3, 4),
    "Clackmannanshire": (4, 4), "Fife": (5, 4), "West Dunbartonshire": (2, 4), "East Dunbartonshire": (3, 5),
    "Falkirk": (4, 5), "West Lothian": (5, 5), "City of Edinburgh": (6, 5), "East Lothian": (7, 5),
    "Inverclyde": (1, 5), "Renfrewshire": (2, 5), "Glasgow City": (3, 6), "North Lanarkshire": (4, 6),
    "Midlothian": (6, 6), "Scottish Borders": (6, 7), "East Renfrewshire": (2, 6), "North Ayrshire": (1, 6),
    "East Ayrshire": (3, 7), "South Lanarkshire": (4, 7), "South Ayrshire": (2, 7), "Dumfries and Galloway": (4, 8),
}  # fmt: skip


def some(n: int, low: str, step: str) -> Decimal:
    """An invented value that wanders, the same each time."""
    return Decimal(low) + Decimal(step) * ((n * 7919) % 23)


def series(name: str, xs: tuple[str, ...] | list[str], values: list[Value], **more: object) -> Series:
    return Series(name, tuple(Point(x, x, v) for x, v in zip(xs, values, strict=True)))


def charts(boundaries: Path | None) -> Iterator[Chart]:
    """Every kind, then the awkward cases."""
    d = Decimal

    def chart(kind: ChartKind, title: str, *lines: Series, several: Sequence[Series] = (), **more: object) -> Chart:
        chart.number += 1  # type: ignore[attr-defined]
        given = {
            "unit": "percent",
            "places": 1,
            "axis": "",
            "subtitle": "Invented values, publicly funded schools",
        } | more
        return Chart(kind=kind, title=title, series=(*lines, *several), anchor=f"g{chart.number}", **given)  # type: ignore

    chart.number = 0  # type: ignore[attr-defined]
    rate = [d("93.0"), d("92.4"), SUPPRESSED, d("92.0"), d("90.2"), d("90.3"), d("90.9")]
    yield chart(
        ChartKind.LINE, "Attendance has begun to recover", series("Attendance rate", YEARS, rate),
        axis="period", target=d(92), annotations=(Annotation("2023-08", "Breakfast clubs began"),),
    )  # fmt: skip
    most = [d("89.1"), d("88.0"), d("87.2"), SUPPRESSED, d("85.0"), d("85.9"), d("87.6")]
    least = [d("95.2"), d("95.1"), d("94.4"), d("93.9"), d("93.2"), MISSING, d("94.0")]
    yield chart(
        ChartKind.LINE, "The gap is wider than before the pandemic",
        series("Most deprived fifth of areas", YEARS, most), series("Least deprived fifth of areas", YEARS, least),
        axis="period",
        annotations=(Annotation("2021/22", "Half-day openings are counted from here", breaks=True),),
    )  # fmt: skip
    yield chart(
        ChartKind.LINE, "Four stages, four paths", axis="period",
        several=[series(n, YEARS, [some(i + k, "85", "0.3") for i in range(7)])
          for k, n in enumerate(("Primary", "Secondary", "Special schools and units", "All stages"))],
    )  # fmt: skip
    months = [f"{2022 + (7 + n) // 12}-{(7 + n) % 12 + 1:02d}" for n in range(36)]
    names = dict(
        zip(
            range(1, 13),
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
            strict=True,
        )
    )
    monthly = Series("Attendance rate", tuple(
        Point(m, f"{names[int(m[5:])]} {m[:4]}",
              NOT_APPLICABLE if m.endswith("-07") else SUPPRESSED if n in (17, 18) else some(n, "88", "0.2"))
        for n, m in enumerate(months)))  # fmt: skip
    yield chart(
        ChartKind.LINE, "Thirty-six months, no openings in July", monthly, axis="period",
        annotations=(Annotation("2023-08", "Breakfast clubs began"), Annotation("2023-11", "Buses became free"),
                     Annotation("2025-01", "Two weeks of snow closed many rural schools")),
    )  # fmt: skip
    yield chart(ChartKind.LINE, "One point", series("Attendance rate", YEARS[:1], [d("92.0")]), axis="period")
    yield chart(
        ChartKind.LINE, "Everything is suppressed", series("Persistent absence", YEARS, [SUPPRESSED] * 7), axis="period"
    )
    yield chart(
        ChartKind.LINE, "Zero, suppressed, missing and not applicable differ",
        series("Exclusions", YEARS, [12, 0, SUPPRESSED, 4, MISSING, NOT_APPLICABLE, 0]),
        axis="period", unit="children", places=0,
    )  # fmt: skip
    yield chart(
        ChartKind.LINE, "Big numbers, and a year without a collection",
        series("Spending on early learning", ("2018", "2019", "2021", "2022"),
               [1_204_567, 1_350_002, 1_410_110, 2_001_345]),
        axis="period", unit="pounds", places=0,
    )  # fmt: skip
    fifths = ["1 (most deprived)", "2", "3", "4", "5 (least deprived)"]
    yield chart(
        ChartKind.BAR, "Attendance rises with each fifth of areas",
        series("Attendance rate", fifths, [d("87.6"), d("89.9"), d("91.4"), d("92.8"), d("94.3")]),
        axis="simd_quintile", target=d(92),
    )  # fmt: skip
    yield chart(
        ChartKind.BAR, "Changes go both ways",
        series("Change since 2018/19", ["Reading", "Writing", "Listening and talking", "Numeracy", "Gaelic (Learners)"],
               [d("2.1"), d("-4.4"), d(0), SUPPRESSED, d("-0.6")]),
        axis="subject", unit="percentage_points",
    )  # fmt: skip
    yield chart(
        ChartKind.BAR, "Girls and boys, by stage", axis="stage",
        several=[series(n, ["Primary 1", "Primary 4", "Primary 7", "Secondary 3"], v)
          for n, v in (("Girls", [d("78.1"), d("74.0"), d("73.3"), d("88.0")]),
                       ("Boys", [d("71.9"), SUPPRESSED, d("66.2"), MISSING]))],
    )  # fmt: skip
    yield chart(
        ChartKind.BAR, "Three years side by side", axis="stage",
        several=[series(n, ["Primary", "Secondary"], [some(k, "80", "0.4"), some(k + 5, "80", "0.4")])
          for k, n in enumerate(("2022/23", "2023/24", "2024/25"))],
    )  # fmt: skip
    councils = sorted(TILES)
    by_council = [SUPPRESSED if n in (4, 19) else some(n, "86", "0.35") for n in range(32)]
    yield chart(ChartKind.BAR, "Thirty-two councils", series("Attendance rate", councils, by_council), axis="council")
    long = [
        "Pupils assessed or declared as having a disability and receiving free school meals in every term of the year",
        "Comhairle nan Eilean Siar and the Northern Isles together",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio",
    ]
    yield chart(ChartKind.BAR, "Long names", series("Rate", long, [d("12.0"), d("45.5"), NOT_APPLICABLE]), axis="group")
    interval = Series(
        "Wellbeing score",
        tuple(
            Point(x, x, v, interval=(v - w, v + w))
            for x, v, w in (
                ("Primary 6", d("61.2"), d("2.1")),
                ("Secondary 1", d("57.7"), d("3.4")),
                ("Secondary 3", d("48.0"), d("5.9")),
            )
        ),
    )
    yield chart(ChartKind.DOT, "Wellbeing is lower for older pupils", interval, axis="stage", unit="points")
    yield chart(
        ChartKind.DOT, "The gap between areas, by stage", axis="stage",
        several=[series(n, ["Primary 1", "Primary 4", "Primary 7", "Secondary 3"], v)
          for n, v in (("Most deprived fifth", [d("68.1"), d("60.0"), SUPPRESSED, d("80.1")]),
                       ("Least deprived fifth", [d("87.9"), d("83.3"), d("84.2"), d("80.4")]))],
    )  # fmt: skip
    yield chart(
        ChartKind.DOT, "Four groups in one row", axis="stage",
        several=[series(n, ["Primary", "Secondary", "Special"], [some(k, "70", "1"), some(k + 9, "70", "1"),
                                                           SUPPRESSED if k else d(70)])
          for k, n in enumerate(("Girls", "Boys", "Free meals", "Looked after"))],
    )  # fmt: skip
    yield chart(
        ChartKind.MULTIPLES, "Eight councils of one family group", axis="period",
        several=[series(c, YEARS, [SUPPRESSED if (n, i) == (2, 3) else some(n * 3 + i, "87", "0.3") for i in range(7)])
          for n, c in enumerate(councils[:8])],
        annotations=(Annotation("2021/22", "Half-day openings are counted from here", breaks=True),), target=d(92),
    )  # fmt: skip
    yield chart(
        ChartKind.MULTIPLES, "Panels of bars", axis="stage",
        several=[series(n, ["Primary 1", "Primary 4", "Primary 7"], [some(k + i, "60", "1") for i in range(3)])
          for k, n in enumerate(("Reading", "Writing", "Numeracy"))],
    )  # fmt: skip
    by_name = [v if n != 9 else MISSING for n, v in enumerate(by_council)]
    yield chart(
        ChartKind.TILES, "Attendance across Scotland", series("Attendance rate", councils, by_name),
        axis="council", tiles=TILES,
    )  # fmt: skip
    changes = [v - Decimal(90) if isinstance(v, Decimal) else v for v in by_council]
    yield chart(
        ChartKind.TILES, "Change since 2018/19", series("Change", councils, changes), axis="council", tiles=TILES,
        unit="percentage_points",
    )  # fmt: skip
    if boundaries is not None:
        shapes = shapes_from_geojson(boundaries, "code", 0.006)
        for title, low, unit in (("Attendance by council", "86", "percent"), ("Change by council", "-4", "points")):
            values = [
                SUPPRESSED
                if n in (4, 19)
                else MISSING
                if n == 7
                else NOT_APPLICABLE
                if n == 11
                else some(n, low, "0.35")
                for n in range(len(shapes))
            ]
            yield chart(ChartKind.MAP, title, series("Attendance rate", sorted(shapes), values),
                        axis="council", unit=unit, shapes=shapes)  # fmt: skip
    yield chart(ChartKind.TABLE, "A table alone", series("Attendance rate", YEARS, rate), axis="period")
    yield chart(ChartKind.LINE, "Nothing at all", axis="period")


def page(shown: list[Chart]) -> str:
    """The figure pattern: finding, subtitle, sentence, picture, table, CSV, notes."""
    parts = []
    for chart in shown:
        drawing = draw(chart)
        head = "".join(f"<th scope=col>{html.escape(h)}</th>" for h in drawing.head)
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in drawing.rows)
        notes = "".join(f"<li>{html.escape(n)}</li>" for n in drawing.notes)
        parts.append(
            f"<figure id={chart.anchor}><h2>{html.escape(chart.title)}</h2>"
            f"<p class=sub>{html.escape(chart.subtitle)}</p>"
            f"<p>{html.escape(drawing.sentence)}</p>{drawing.svg}{drawing.narrow}"
            f"<details><summary>Table and CSV</summary><table><tr>{head}</tr>{rows}</table><ul>{notes}</ul>"
            f"<pre>{html.escape(drawing.csv)}</pre></details></figure>"
        )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<title>Gallery of drawings</title><style>" + stylesheet() + "body{font:19px/1.4 Arial,Helvetica,sans-serif;"
        "max-width:700px;margin:0 auto;padding:0 15px;color:#0b0c0c}figure{margin:0 0 40px;padding-top:12px;"
        "border-top:2px solid #0b0c0c}h2{margin:0;font-size:22px}.sub{margin:2px 0 8px;color:#505a5f}"
        "p{margin:0 0 12px;font-size:17px}table{border-collapse:collapse;font-size:15px}td,th{padding:4px 12px 4px 0;"
        "text-align:left;border-bottom:1px solid #ddd}pre{overflow:auto;font-size:13px}</style>" + "".join(parts)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--boundaries", type=Path, help="GeoJSON of areas with a property `code`")
    given = parser.parse_args()
    given.out.write_text(page(list(charts(given.boundaries))), encoding="utf-8")


if __name__ == "__main__":
    main()
