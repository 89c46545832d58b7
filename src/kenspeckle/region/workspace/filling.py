"""Fill the templates of the workspace with the names of one region, and write them.

A template holds <<word>> where a name belongs, and <<daily>>, <<large>> or <<small>> around a passage that only some
regions have. A word that is not known is an error of ours, so it is never left standing. Files are UTF-8 with one kind
of line end, the same bytes on every machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.mess import council_spellings
from kenspeckle.region.table import Table

INVENTED = "# Of an invented region: nobody in it is real."
"""The first line of every definition, and of the front matter of every story."""
_WORD = re.compile(r"<<([a-z_]+)>>")
DAILY = ("agreements/openings.yaml", "measures/openings.yaml", "sources/openings.yaml")
"""Templates that are about daily openings, and left out of a region that has none."""
_PASSAGE = re.compile(r"^<<(daily|large|small)>>\n(.*?)^<</\1>>\n", re.DOTALL | re.MULTILINE)
LARGE = 12_000
"""Pupils from which a region is large enough that few figures of a group of its children must be withheld."""
LEAST_ROOM = 40
"""The small school of a story was built for at least so many pupils: of a smaller one nothing could be told."""


@dataclass(frozen=True)
class Names:
    """What differs from region to region.

    region: what it is called. councils: (code, name), in order. small_school: (code, name) of the school that a story
    looks at. daily: whether there are daily openings. large: whether groups of its children are large enough.
    """

    region: str
    councils: tuple[tuple[str, str], ...]
    small_school: tuple[str, str]
    daily: bool
    large: bool = True

    def words(self) -> Mapping[str, str]:
        """What stands for each <<word>> of a template."""
        aliases = {
            spelling: code
            for code, name in self.councils
            for spelling in _spellings(name)
            if spelling not in {name for _, name in self.councils}
        }
        return {
            "region": self.region,
            "council_aliases": json.dumps(aliases, ensure_ascii=False),
            "small_school_code": self.small_school[0],
            "small_school": self.small_school[1],
        }


def names_of(councils: Table, schools: Table, *, daily: bool) -> Names:
    """Return the names of a region from its tables of councils and schools."""
    listed = tuple(zip(councils["code"].tolist(), councils["name"].tolist(), strict=True))
    one = listed[0][1].removesuffix(" Council")
    return Names(
        region=one if len(listed) == 1 else f"{one} and its neighbours",
        councils=listed,
        small_school=_smallest(schools, "primary", LEAST_ROOM),
        daily=daily,
        large=int(councils["pupils"].sum()) >= LARGE,
    )


def write(root: Path, councils: Table, schools: Table, *, daily: bool) -> list[Path]:
    """Write every file of the workspace that is not a delivery into `root`; return the files, in order."""
    names = names_of(councils, schools, daily=daily)
    written = []
    for path, text in _templates(files(__package__) / "templates", Path()):
        if path.as_posix() in DAILY and not daily:
            continue
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_marked(filled(text, names), path).encode("utf-8"))
        written.append(target)
    return written


def filled(text: str, names: Names) -> str:
    """Return a template with its words filled in, and its passages for daily openings and sizes where they hold."""
    words = names.words()
    holds = {"daily": names.daily, "large": names.large, "small": not names.large}
    text = _PASSAGE.sub(lambda found: found[2] if holds[found[1]] else "", text)
    return _WORD.sub(lambda found: words[found[1]], text)


def _marked(text: str, path: Path) -> str:
    """Return a file's text with a line on top that says that it is invented; a README says so in its own words."""
    if path.suffix == ".yaml":
        return f"{INVENTED}\n{text}"
    return text.replace("---\n", f"---\n{INVENTED}\n", 1) if text.startswith("---\n") else text


def _spellings(name: str) -> tuple[str, ...]:
    plain = name.removesuffix(" Council")
    return tuple(dict.fromkeys((plain, *council_spellings(plain), *council_spellings(name))))


def _smallest(schools: Table, sector: str, least: int) -> tuple[str, str]:
    """The smallest school of a sector that was built for at least so many pupils, or the largest of smaller ones."""
    those = schools.take(schools.is_("sector", sector))
    room = those["capacity"]
    fit = room >= least
    found = min(range(len(those)), key=lambda n: (not fit[n], room[n] if fit[n] else -room[n], those["code"][n]))
    return str(those["code"][found]), str(those["name"][found])


def _templates(folder: Traversable, under: Path) -> list[tuple[Path, str]]:
    found = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            found += _templates(item, under / item.name)
        elif item.name.endswith((".yaml", ".md")):
            found.append((under / item.name, item.read_text(encoding="utf-8")))
    return found
