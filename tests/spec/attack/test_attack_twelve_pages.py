"""The attacks on pages, pictures and downloads: numbers 6, 8, 9 and 10 of twelve.

Tried on releases in which nothing is left of what is hidden, and on pages as they come about where a picture is drawn
first and its labels are blanked afterwards, or where a file of the day before lies about.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from tests.spec.attack.known_town import ABOVE, CODES
from tests.spec.attack.stranger import Kinds, cells, close, downloads, elements
from tests.spec.attack.test_attack_twelve import NOBODY_ELSE, complements, group, table
from tests.spec.attack.town import ZONES

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
SVG = re.compile(r'<svg[^>]*class="ken-chart ken-wide".*?</svg>', re.DOTALL)
CHARTS = ("chart-often", "chart-mean-days", "chart-roll", "map-mean-days", "map-roll")


def page_of(site: Path, figure: str) -> tuple[Path, str]:
    """The page that a figure stands on, and the figure as it stands there."""
    for path in sorted(site.glob("stories/*/index.html")):
        text = path.read_text()
        if (found := re.search(rf'<figure[^>]*id="{figure}".*?</figure>', text, re.DOTALL)) is not None:
            return path, found[0]
    raise AssertionError(figure)


def texts_of(svg: str, kind: str) -> list[str]:
    return re.findall(rf'<text class="[^"]*\b{kind}\b[^"]*"[^>]*>([^<]*)<', svg)


def number(text: str) -> float | None:
    found = NUMBER.search(text)
    return float(found[0].replace(",", "")) if found and "[" not in text else None


def shown_in(site: Path, figure: str) -> dict[str, float]:
    return {who: n for who, text in table(site, figure).items() if (n := number(text)) is not None}


@pytest.fixture(scope="session")
def blanked(tmp_path_factory: pytest.TempPathFactory, bare: Path, protected: Path) -> Path:
    """Pages whose pictures were drawn of everything, and from which the numbers of `protected`'s holes were struck."""
    site = tmp_path_factory.mktemp("blanked") / "site"
    shutil.copytree(bare, site)
    for figure in CHARTS:
        path, text = page_of(site, figure)
        after = text
        for who, value in table(protected, figure).items():
            if "[" in value:
                label = rf"(>{re.escape(who)}</(?:text|th)>\s*<(?:text|td)[^>]*>)[^<]*<"
                after = re.sub(label, r"\1[c]<", after)
                download = next(site.glob(f"stories/*/{figure}.csv"))
                download.write_text(re.sub(rf"(?m)^{who},.*$", f"{who},[c]", download.read_text()))
        path.write_text(path.read_text().replace(text, after))
    return site


# 6. The least and the most: axes, ranges in words, outliers.


def beyond_what_is_shown(site: Path) -> dict[str, float]:
    """Pictures whose axis, or whose words, go on where no shown value is: somebody is there."""
    found = {}
    for figure in CHARTS:
        _, text = page_of(site, figure)
        shown = shown_in(site, figure).values()
        svg = SVG.search(text)
        assert svg is not None
        ticks = sorted({n for t in texts_of(svg[0], "tick") if (n := number(t)) is not None})
        # An axis that does not begin at nought is as much longer above what is shown as it is below.
        as_below = min(shown) - ticks[0] if ticks and ticks[0] else 0
        if len(ticks) > 1 and ticks[-1] - max(shown) > as_below + ticks[-1] - ticks[-2]:
            found[f"{figure}: axis"] = ticks[-1]
        words = " ".join(e.text for e in elements(text) if e.tag in ("title", "desc", "h2") or "sentence" in str(e))
        for low, high in re.findall(r"from ([\d.,]+)[^.]*? to ([\d.,]+\d)", words):
            for end in (float(low.replace(",", "")), float(high.replace(",", ""))):
                if min(abs(end - value) for value in shown) > 0.051:
                    found[f"{figure}: words"] = end
    return found


def test_6_axes_and_ranges_go_no_further_than_what_is_shown(blanked, protected):
    found = beyond_what_is_shown(blanked)
    assert found["chart-mean-days: axis"] >= 100, "Damson's children are away more than 100 days on average"
    assert found["chart-mean-days: words"] == 105
    assert beyond_what_is_shown(protected) == {}


# 8. Every page and file that can be reached.


def everything_told(site: Path) -> dict[tuple[str, ...], set[str]]:
    """What every figure, download and page of a place says of each cell: (what is measured, of whom, when)."""
    told: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in sorted(site.glob("stories/*/index.html")):
        page = elements(path.read_text())
        for figure in {e.figure for e in page if e.figure}:
            here = [e for e in page if e.figure == figure]
            about = next(e.text for e in here if e.attributes.get("class") == "figure-subtitle")
            measure, rest = about.split(" (", 1)
            whose = [part for part in rest.split(", ")[1:-1] if not part.startswith("by ")]
            header = [e.text.split(" (")[0] for e in here if e.attributes.get("scope") == "col"]
            row = ""
            for e in here:
                if e.attributes.get("scope") == "row":
                    row, column = e.text, 0
                elif e.tag == "td":
                    column += 1
                    told[measure, *whose, header[0], row, header[column]].add(e.text)
            for line in downloads(site)[f"{path.parent.relative_to(site).as_posix()}/{figure}.csv"]:
                kind, named = [(k, v) for k, v in line.items() if "(" not in k][-1]
                for column_name, value in line.items():
                    if "(" in column_name:
                        told[measure, *whose, kind, named, column_name.split(" (")[0]].add(value)
    for path in sorted(site.glob("places/school/*/index.html")):
        place = elements(path.read_text())
        name = next(e.text for e in place if e.tag == "h1")
        for row_text in (e.text for e in place if e.tag == "tr"):
            if (
                m := re.match(r"(.+?) ([\d.,]+|\[c\])(?:%| days| children| withheld.*?)? (20\S+)", row_text)
            ) is not None:
                told[m[1], "School", name, m[3]].add(m[2])
    return told


def hidden_here_and_told_there(site: Path) -> dict[tuple[str, ...], set[str]]:
    """Cells that one file hides and another tells, and those that one tells more exactly than another."""
    values = {cell: {v.replace(",", "").rstrip("%") for v in said} for cell, said in everything_told(site).items()}
    return {cell: said for cell, said in values.items() if len(said) > 1}


def test_8_no_file_tells_what_another_hides(tmp_path, bare, protected):
    assert len(everything_told(protected)) > 40
    assert hidden_here_and_told_there(protected) == {}
    stale = tmp_path / "site"
    shutil.copytree(protected, stale)
    shutil.copy(next(bare.glob("stories/*/table-roll.csv")), next(stale.glob("stories/*/table-roll.csv")))
    found = hidden_here_and_told_there(stale)
    assert found["roll", "School", "Damson", "2024/25"] == {"[c]", "7"}


# 9. Maps: colours, legends, tooltips; small areas within catchments.


def coloured(site: Path, figure: str) -> dict[str, str]:
    """Places of a map without a number that have a colour all the same."""
    _, text = page_of(site, figure)
    pattern = r'<text class="[^"]*on-([\w-]+)"[^>]*>([^<]+)</text>\s*<text class="strong[^"]*"[^>]*>([^<]*)<'
    return {place: colour for colour, place, value in re.findall(pattern, text) if "[" in value and colour[0] == "m"}


def counted_by_the_legend(site: Path, figure: str) -> int:
    """How many places more the legend counts than have a number."""
    _, text = page_of(site, figure)
    svg = SVG.search(text)
    assert svg is not None
    counted = [int(n) for t in texts_of(svg[0], "note") for n in re.findall(r": (\d+) \w+$", t)]
    assert counted
    return sum(counted) - len(shown_in(site, figure))


def test_9_no_colour_and_no_legend_counts_what_has_no_number(blanked, protected):
    assert "Damson" in coloured(blanked, "map-mean-days")
    assert counted_by_the_legend(blanked, "map-mean-days") > 0
    for figure in ("map-mean-days", "map-roll"):
        assert coloured(protected, figure) == {}
        assert counted_by_the_legend(protected, figure) == 0


def test_9_small_areas_against_the_catchments_that_they_are_in(primary_only, protected):
    """Zone Z2 is a street of three children in the catchment of Ash."""
    assert complements([c for c in cells(primary_only) if not c.group & group(school="Ash")])[group(zone="Z2")] == 3
    told = [c for c in cells(protected) if {d for d, _ in c.group} <= {"zone", "catchment"} and c.measure == "roll"]
    assert {z for c in told if c.hidden for d, z in c.group if d == "zone"} >= {"Z2", "Z7"}
    assert len([c for c in told if not c.hidden]) >= len(ZONES) // 2
    assert close(Kinds({"zone": CODES["zone"]}, ABOVE), told, lambda cell: NOBODY_ELSE) == []


# 10. What a picture or a file says more exactly than the number beside it; the order of rows.


def longer_than_told(site: Path, figure: str) -> dict[str, float]:
    """Bars whose length is not that of the number beside them: the rest of the digits."""
    svg = SVG.search(page_of(site, figure)[1])
    assert svg is not None
    ticks = re.findall(r'<text class="tick[^"]*" x="([\d.]+)"[^>]*>([^<]*)<', svg[0])
    (x0, low), (x1, high) = [(float(x), number(t) or 0.0) for x, t in (ticks[0], ticks[-1])]
    scale = (x1 - x0) / (high - low)
    bars = [float(width) for width in re.findall(r'<rect class="bar[^"]*"[^>]*width="([\d.]+)"', svg[0])]
    values = shown_in(site, figure)
    assert len(bars) >= len(values) > 0
    wrong = {who: bar / scale for (who, n), bar in zip(values.items(), bars) if abs(bar - n * scale) > 0.06}
    return wrong


def test_10_a_bar_is_as_long_as_the_number_beside_it_and_no_more_exact(tmp_path, protected):
    assert longer_than_told(protected, "chart-often") == {}
    exact = tmp_path / "site"
    shutil.copytree(protected, exact)
    path, text = page_of(exact, "chart-often")
    # A chart that is drawn of unrounded values, as most are: the shares with all their digits.
    who, told = next(iter(shown_in(exact, "chart-often").items()))
    (cell,) = [c for c in cells(exact) if (c.measure, c.group) == ("often", group(school=who))]
    assert cell.counted is not None
    assert cell.out_of is not None
    width = re.search(r'<rect class="bar[^"]*"[^>]*width="([\d.]+)"', text)
    assert width is not None
    drawn = width[0].replace(width[1], f"{float(width[1]) * float(100 * cell.counted / cell.out_of) / told:.1f}")
    path.write_text(path.read_text().replace(width[0], drawn))
    assert longer_than_told(exact, "chart-often").keys() == {who}


def between_neighbours(site: Path, figure: str) -> list[str]:
    """Rows without a number that stand among those with one, in a table that is sorted by value."""
    values = [(who, number(text)) for who, text in table(site, figure).items()]
    last = max(i for i, (_, n) in enumerate(values) if n is not None)
    return [who for who, n in values[:last] if n is None]


def test_10_the_order_of_rows_says_nothing_of_those_without_a_number(blanked, protected):
    assert between_neighbours(blanked, "chart-roll") != []
    assert between_neighbours(protected, "chart-roll") == []
    hidden = [who for who, text in table(protected, "chart-roll").items() if "[" in text]
    assert len(hidden) > 1
    assert hidden == sorted(hidden), "the hidden ones stand in the order of their names"


def test_10_no_download_has_a_column_or_a_digit_that_the_page_has_not(protected):
    for path, rows in downloads(protected).items():
        if path.startswith("stories/") and rows:
            folder, name = path.rsplit("/", 1)
            page = elements((protected / folder / "index.html").read_text())
            here = [e for e in page if e.figure == name.removesuffix(".csv")]
            on_page = {e.text.replace(",", "") for e in here if e.tag in ("td", "th")}
            codes = {"code"}  # a code stands beside a place's name, in no table about children
            in_file = {v for row in rows for k, v in row.items() if k not in codes} | (rows[0].keys() - codes)
            assert in_file <= on_page, path


def test_10_no_script_carries_data_and_no_attribute_a_number_of_a_cell(protected):
    for path in sorted(protected.rglob("*.html")):
        for element in elements(path.read_text()):
            assert element.tag != "script" or not element.text.strip(), path
            carried = {v for k, v in element.attributes.items() if k.startswith("data-")}
            assert not NUMBER.search(" ".join(carried)), path
