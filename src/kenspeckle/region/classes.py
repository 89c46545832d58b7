"""Classes: one for each primary pupil, and registration, English and mathematics for each secondary pupil."""

from __future__ import annotations

import numpy as np

from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.people import Births
from kenspeckle.region.schema import table
from kenspeckle.region.schooling import S1, SP, STAGES, Schooling, Stays
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Array, Table, rows_of

SUBJECTS = ("registration", "English", "mathematics")
_SIZE = (25, 30, 30, 33, 33, 33, 33, 30, 30, 30, 30, 30, 30, 8)  # the most in a class, by stage


def make_classes(
    chance: Chance, council: int, births: Births, schooling: Schooling, years: list[tuple[YearOfPupils, Stays]]
) -> tuple[Table, Table, list[Ints]]:
    """Classes without teachers yet (-1), their members, and each year's pupils' first class."""
    lists: list[dict[str, Array]] = []
    members: list[dict[str, Array]] = []
    own: list[Ints] = []
    count = council * 1_000_000
    for pupils, stays in years:
        child = births.child[pupils.child_at]
        for subject in range(len(SUBJECTS)):
            in_it = np.flatnonzero((pupils.stage != SP) & ((pupils.stage >= S1) | (subject == 0)))
            group = pupils.school[in_it] * 16 + pupils.stage[in_it]
            order = np.lexsort((chance.bits(f"classes/{subject}", child[in_it]), group))
            sizes = np.bincount(group)
            wanted = -(-sizes // np.array(_SIZE)[np.arange(len(sizes)) % 16 % 14])
            rank = np.empty(len(in_it), dtype="int64")
            starts = np.cumsum(sizes) - sizes
            rank[order] = np.arange(len(in_it)) - starts[group[order]]
            letter = rank * wanted[group] // sizes[group]
            key, number = np.unique(group * 64 + letter, return_inverse=True)
            stage = key // 64 % 16
            lists.append(
                {
                    "class": count + np.arange(len(key)), "school": key // 1024, "stage": stage,
                    "year": np.full(len(key), pupils.year), "subject": np.full(len(key), subject),
                    "name": _names(stage, key % 64, subject), "teacher": np.full(len(key), -1),
                }
            )  # fmt: skip
            spell = stays.spell[pupils.stay[in_it]]
            begins = schooling.enrolments["first"][spell]
            members.append(
                {
                    "class": count + number, "child": child[in_it], "first": begins,
                    "last": schooling.enrolments["last"][spell],
                }
            )  # fmt: skip
            if subject == 0:
                first = np.full(len(child), -1)
                first[in_it] = count + number
                own.append(first)
            count += len(key)
    made = {name: np.concatenate([part[name] for part in lists]) for name in lists[0]}
    joined = {name: np.concatenate([part[name] for part in members]) for name in members[0]}
    words = {"stage": STAGES, "subject": SUBJECTS}
    return table("classes", made, words), table("class_members", joined), own


def with_teachers(classes: Table, teacher: Ints) -> Table:
    """The same classes with the people who teach them."""
    return table("classes", {**classes.columns, "teacher": teacher}, classes.words)


def class_school(classes: Table, numbers: Ints) -> Ints:
    """The school of each class."""
    return classes["school"][rows_of(classes["class"], numbers)]


def _names(stage: Ints, letter: Ints, subject: int) -> Array:
    ends = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    made = []
    for s, n in zip(stage.tolist(), letter.tolist()):
        if s < S1:
            made.append(f"{STAGES[s]}{ends[n % 24]}")
        else:
            made.append(
                f"{s - 6}{ends[n % 24]}" if subject == 0 else f"{STAGES[s]} {('', 'English', 'Maths')[subject]} {n + 1}"
            )
    return np.array(made, dtype=object)
