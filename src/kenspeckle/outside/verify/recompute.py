"""Make a bundle again from what it rests on: the story, the cells, the facts. Whatever comes out otherwise is named.

Its page, its tables and its descriptions are computed from those three and compared byte for byte, so that no file
of a bundle can say anything that does not follow from them. What the signers alone can know - the plan, the
snapshots, what the attack found - is carried over as they wrote it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kenspeckle.ground.terms import ProtectedCell, ProtectedCells, Suppressed
from kenspeckle.ground.terms.page import StoryPage
from kenspeckle.ground.workspace import story_from_text
from kenspeckle.outside.tell import read, tell
from kenspeckle.version import __version__

from .contents import Contents, SourceNote, files
from .envelope import QUOTES
from .facts import read_facts
from .report import Line
from .tables import read_cells

_SAID = {
    "words": "words",
    "evidence": "evidence",
    "verdict": "verdict",
    "why": "reason",
    "shown": "figure",
    "robustness": "other ways of counting",
    "opposing": "opposing claim",
    "about": "description",
    "cells": "cells",
    "ways": "ways of counting",
    "line": "line",
}


def computed_again(payload: Mapping[str, bytes], predicate: Mapping[str, object]) -> list[Line]:
    """Return what came of computing a signed payload again. Nothing is raised, whatever its signers put into it."""
    try:
        contents = _contents(payload, predicate)
        lines = [Line(True, _cells_in_words(contents.cells)), *_rule(contents)]
        same = _made_by(predicate) == __version__
        wrong = (_differences if same else _lasting_differences)(files(contents), payload)
    except Exception as wrong_content:
        # A trusted signature says who wrote it, not that it makes sense: whatever it breaks, there is a sentence.
        lines = [Line(False, f"Its content cannot be read ({type(wrong_content).__name__}), though it was signed.")]
        return [*lines, *_other_version(predicate)]
    if wrong:
        return [*lines, *wrong, *_other_version(predicate)]
    return [*lines, *_in_words(contents.page, _made_by(predicate))]


def _contents(payload: Mapping[str, bytes], predicate: Mapping[str, object]) -> Contents:
    name = str(predicate["bundle"])
    cells = read_cells(payload["tables/cells.csv"])
    facts = read_facts(json.loads(payload["method/facts.json"]))
    text = payload["story.md"].decode()
    page = tell(read(story_from_text(name, text, f"stories/{name}.md"), facts), cells, facts)
    return Contents(
        name=name,
        title=page.plain_title,
        story=text,
        page=page,
        cells=cells,
        facts=facts,
        clock=datetime.fromisoformat(payload["method/clock.txt"].decode()),
        plan=payload["method/plan.json"],
        rule=payload["method/rule.txt"].decode(),
        sources=tuple(_source(record) for record in json.loads(payload["sources.json"])),
        publisher=str(predicate["publisher"]),
        licence=str(predicate["licence"]),
        versions=_object(json.loads(payload["method/versions.json"])),
        attack=_object(json.loads(payload["method/attack.json"])),
        audience=str(predicate["audience"]),
        minimum_children=_whole(predicate["minimum_children"]),
    )


def _source(record: Mapping[str, Any]) -> SourceNote:
    values = {k: v for k, v in record.items() if k != "is"}
    return SourceNote(**{**values, "addresses": tuple(values["addresses"])})


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("an object is expected")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("a whole number is expected")
    return value


def _cells_in_words(cells: ProtectedCells) -> str:
    shown = sum(isinstance(c, ProtectedCell) for c in cells.values())
    hidden = sum(isinstance(c, Suppressed) for c in cells.values())
    return f"{shown:,} cells read; {hidden:,} are hidden."


def _rule(contents: Contents) -> list[Line]:
    """No cell that is shown may stand on fewer children than the bundle's own rule says."""
    guarded = {k: c for k, c in contents.cells.items() if isinstance(c, ProtectedCell) and not c.public}
    if not guarded:
        return []
    least = contents.minimum_children
    low = sorted(str(k) for k, c in guarded.items() if c.children is None or 0 < c.children < least - c.children_within)
    if low:
        return [Line(False, f"{len(low):,} cells are shown against the bundle's own rule: {'; '.join(low[:5])}.")]
    if any(c.children_within for c in guarded.values()):
        said = f"No cell is told with fewer than {least} children by more than its counts were disturbed."
        return [Line(True, said)]
    return [Line(True, f"No cell that is shown stands on fewer than {least} children, as its rule says.")]


def _in_words(page: StoryPage, made_by: str) -> list[Line]:
    held = sum(c.verdict == "holds" for c in page.claims)
    judged = Line(True, f"{len(page.claims)} claims judged again: {held} hold, as printed.")
    if made_by == __version__:
        return [judged, Line(True, "Every figure, table and other way of counting was made again, as printed.")]
    said = (
        f"Made by kenspeckle {made_by[:40]} and checked by {__version__}: words, verdicts, cells and the values in "
        "figures are as printed; explanations, which each version words in its own way, were not compared."
    )
    return [judged, Line(True, said)]


def _made_by(predicate: Mapping[str, object]) -> str:
    versions = predicate.get("versions")
    return str(versions.get("kenspeckle", "")) if isinstance(versions, Mapping) else ""


def _other_version(predicate: Mapping[str, object]) -> list[Line]:
    """Another version may judge otherwise; whoever checks should know that before they accuse anybody."""
    made = _made_by(predicate)
    if made == __version__:
        return []
    said = f"It was made by kenspeckle {made[:40]} and checked by {__version__}, which may read words otherwise."
    return [Line(False, said)]


_LASTING = ("index", "line", "words", "evidence", "verdict", "measure", "cells")
"""What a claim says in every version; the rest explains it, in words that later versions may improve."""
_LASTING_COLUMNS = ("claim", "line", "words", "evidence", "verdict", "cells")
_EXPLAINING = ("page.json", "tables/claims.csv", "tables/ways.csv", "README.md")
_DESCRIBING = ("datapackage.json", "ro-crate-metadata.json")


def _lasting_differences(again: Mapping[str, bytes], printed: Mapping[str, bytes]) -> list[Line]:
    """The differences that matter when another version made the bundle: not those of how it explains itself."""
    own = (*_EXPLAINING, *_DESCRIBING)
    apart = [{n: c for n, c in side.items() if n not in own} for side in (again, printed)]
    lines = _differences(*apart)
    ours, theirs = (_lasting(json.loads(side["page.json"])) for side in (again, printed))
    lines += [] if ours == theirs else _page_differences(ours, theirs)
    tables = [list(csv.DictReader(io.StringIO(side["tables/claims.csv"].decode()))) for side in (again, printed)]
    if [[row[c] for c in _LASTING_COLUMNS] for row in tables[0]] != [
        [row.get(c) for c in _LASTING_COLUMNS] for row in tables[1]
    ]:
        lines.append(Line(False, "tables/claims.csv is not what the story and its cells give."))
    return lines


def _lasting(page: Mapping[str, Any]) -> dict[str, Any]:
    points = [
        [[series["name"], point["cell"], point["x"], point["value"]] for point in series["points"]]
        for block in page["blocks"]
        if block["is"] == "FigureBlock"
        for series in block["chart"]["series"]
    ]
    return {"claims": [{k: claim[k] for k in _LASTING} for claim in page["claims"]], "values in figures": points}


def _differences(again: Mapping[str, bytes], printed: Mapping[str, bytes]) -> list[Line]:
    """Name what no longer agrees: claims one by one, other parts of the page, then whole files."""
    lines: list[Line] = []
    for name in sorted(again.keys() | printed.keys()):
        if name.startswith(QUOTES) or again.get(name) == printed.get(name):
            continue
        if name == "page.json" and name in printed:
            lines += _page_differences(json.loads(again[name]), json.loads(printed[name]))
        elif name not in again:
            lines.append(Line(False, f"{name} is no file of a bundle."))
        else:
            lines.append(Line(False, f"{name} is not what the story and its cells give."))
    return lines


def _page_differences(again: Mapping[str, Any], printed: Mapping[str, Any]) -> list[Line]:
    lines = []
    ours, theirs = again["claims"], printed["claims"]
    for mine, yours in zip(ours, theirs, strict=False):
        for part in sorted(k for k in mine if mine[k] != yours.get(k)):
            said = f"Claim {mine['index']} (line {mine['line']}): its {_SAID.get(part, part)}: printed as"
            lines.append(Line(False, f"{said} {_short(yours.get(part))}, computed as {_short(mine[part])}."))
    if len(ours) != len(theirs):
        lines.append(Line(False, f"{len(theirs)} claims are printed and {len(ours)} are in the story."))
    for part in sorted(again.keys() | printed.keys()):
        if part != "claims" and again.get(part) != printed.get(part):
            lines.append(Line(False, f"The page's {part} are not what the story and its cells give."))
    return lines or [Line(False, "page.json is not in its one form.")]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "…"
