"""Make an invented region: a complete workspace, and, apart from it, the answers to what it hides.

Councils are made one after the other; each is written to every agency's files and let go of, so that a country takes
no more memory than its largest council. The workspace is whole without the answers, which are never put inside it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms.errors import KenError

from .answers import Answers
from .chance import Chance
from .mess import Mess
from .providers import agencies
from .providers.cells import days, texts, worded
from .providers.charity import programme_codes
from .providers.desk import Desk, delivery
from .providers.known import Known

if TYPE_CHECKING:
    from .model import Region

Say = Callable[[str], None]

MOST_DAILY = 60_000
"""Pupils up to which openings are written day by day without being asked for."""

LEAST, MOST = 600, 2_000_000
"""Pupils that a region may have."""

OF_WHOLE_FILES = (
    ("mis/acel_history.csv", "Year", "missing-year", "2019/20 was not collected, nor S3 in 2020/21"),
    ("mis/acel_2023-24.csv", "Reading", "code-set-change", "0, 1, 2 stand for N, A, B"),
    ("mis/openings_2022-23", "am", "code-set-change", "letters stand for the numbers used since"),
    ("mis/pupils_2024-25.csv", "Year Stage", "renamed-header", "Stage"),
    ("mis/pupils_2024-25.csv", "Sex", "renamed-header", "Gender"),
    ("mis/attendance_history_2025-09.xlsx", "Year", "merged-years", "a year stands once, beside its first school"),
    ("mis/attendance_history_2025-09.xlsx", "Attendance", "text-percentage", "91.4% is 91.4"),
    ("survey/wellbeing_2022-23.csv", "School Code", "renamed-header", "SEED Code"),
    ("government/zones_old.csv", "Data_Zone", "stale-reference", "zones were redrawn since; some were split"),
    ("government/school_rolls.csv", "Census Date", "two-census-dates", "September is the date of record"),
)
"""What is odd about a file as a whole: how the delivery's name begins, field, kind, and what is true."""


@dataclass(frozen=True)
class Made:
    """What was made: every file from the root of the workspace, and how many councils it is about."""

    files: tuple[str, ...]
    councils: int
    daily: bool


def make(
    root: Path,
    *,
    seed: int = 1,
    pupils: int = 24_000,
    daily: bool | None = None,
    answers: Path | None = None,
    say: Say = lambda _: None,
) -> Made:
    """Write an invented region of about so many pupils into `root`.

    daily: openings day by day; when None, for regions of up to 60,000 pupils. answers: a file outside `root` that
    gets the sealed answers. Whatever stops it, `root` is left as it was. Raises KenError, before anything is
    written, when `root` is not empty, the answers would lie in it or are there already, or the size is out of reach.
    """
    _check(root, answers)
    say("making places, schools and names")
    region = region_of(seed, pupils, daily)
    from . import workspace

    existed = root.exists()
    desk = root / ".being-made"
    desk.mkdir(parents=True)
    try:
        with Answers(answers) as kept:
            written = write_deliveries(desk, region, kept, say)
            say("writing definitions and stories")
            definitions = workspace.write(desk, region.council_list, region.schools, daily=region.daily)
            kept.seal(seed, pupils)
        files = sorted([*(p.relative_to(desk).as_posix() for p in definitions), *written])
        for path in sorted(desk.iterdir()):
            path.rename(root / path.name)
        desk.rmdir()
    except BaseException:
        shutil.rmtree(desk if existed else root)
        raise
    return Made(tuple(files), len(region.council_list), region.daily)


def region_of(seed: int, pupils: int, daily: bool | None = None) -> Region:
    """The model of a region, of which nothing is written. Raises KenError when the seed or size is out of reach.

    daily: openings day by day; when None, for regions of up to 60,000 pupils.
    """
    if not LEAST <= pupils <= MOST:
        raise KenError(f"a region has from {LEAST:,} to {MOST:,} pupils; {pupils:,} were asked for.")
    if not 0 <= seed < 2**63:
        raise KenError(f"a seed is a whole number from 0 to {2**63 - 1}; {seed} was asked for.")
    from . import model

    return model.region(seed, pupils, pupils <= MOST_DAILY if daily is None else daily)


def write_deliveries(
    root: Path, region: Region, kept: Answers, say: Say = lambda _: None, *, clean: bool = False
) -> list[str]:
    """Write what every agency delivers; return the paths from the root. clean: with no defect planted."""
    chance = Chance(region.seed)
    desk = Desk(root, region, chance, Mess(chance.unit, kept, clean=clean), kept)
    providers = agencies(desk)
    count = len(region.council_list)
    for council in region.councils():
        known = Known(region, council)
        for number, provider in enumerate(providers, start=1):
            say(f"council {council.number + 1} of {count}, {known.name}: file {number} of {len(providers)}")
            provider.council(known)
        if known.first:
            _tell_programmes(known, kept)
    for provider in providers:
        provider.close()
    _tell_schools(region, kept)
    for begins, field, kind, true in OF_WHOLE_FILES:
        for name in desk.files:
            if name.startswith(delivery(begins)):
                kept.defects(name, [0], field, kind, [true])
    return desk.files


def _check(root: Path, answers: Path | None) -> None:
    if root.exists() and not root.is_dir():
        raise KenError(f"{root} is a file. Name a folder that is new or empty.")
    if root.exists() and any(root.iterdir()):
        raise KenError(f"{root} is not empty, and nothing was written. Name a folder that is new or empty.")
    if answers is None:
        return
    if answers.resolve().is_relative_to(root.resolve()):
        raise KenError(
            f"{answers} would lie in the workspace, where whoever analyses it would see the answers."
            " Name a file outside it."
        )
    if answers.exists() or answers.is_symlink():
        raise KenError(f"{answers} exists already, and nothing was written. Name a new file for the answers.")


def _tell_programmes(known: Known, kept: Answers) -> None:
    programmes = known.council.programmes
    kept.add(
        "programmes",
        [
            programme_codes(programmes["programme"]),
            programmes["name"],
            worded(programmes, "truth"),
            worded(programmes, "outcome"),
            texts([f"{effect:.2f}" for effect in programmes["effect"].tolist()]),
            worded(programmes, "chosen"),
        ],
    )


def _tell_schools(region: Region, kept: Answers) -> None:
    schools = region.schools
    moved = schools.take(np.flatnonzero(~np.isnat(schools["moved_from"])))
    points = texts([f"{p:.2f}" for p in moved["moved_points"].tolist()])
    kept.add("moved_schools", [moved["code"], moved["name"], days(moved["moved_from"], "y-m-d"), points])
