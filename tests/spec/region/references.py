"""Every number in the tables of a council that stands for something elsewhere, followed to where it leads."""

from __future__ import annotations

import numpy as np

from kenspeckle.region.model import Council, Region
from kenspeckle.region.schema import FORMS

LEADS_TO = {
    "child": "children", "twin_of": "children", "household": "households", "second_home": "households",
    "other_home": "households", "address": "addresses", "next_address": "addresses", "carer": "carers",
    "zone": "zones", "next_zone": "zones", "school": "schools", "feeds": "schools", "class": "classes",
    "council": "council_list", "from_council": "council_list", "to_council": "council_list", "staff": "staff",
    "teacher": "staff", "worker": "staff", "programme": "programmes", "voice": "voices",
}  # fmt: skip
"""The table that holds what a number of this name stands for."""


def check_references(region: Region, council: Council) -> None:
    """That each number that stands for something elsewhere stands for something there."""
    known = {"council_list": region.council_list, "zones": region.zones, "schools": region.schools, **council.tables}
    checked = 0
    for name, held in known.items():
        own = FORMS[name].columns[0].name
        for column in FORMS[name].columns:
            if column.type != "id" or (column.name == own and LEADS_TO.get(own, name) == name):
                continue
            if (name, column.name) == ("voices", "person"):
                continue  # one of three tables, below
            goal = LEADS_TO[column.name]
            wanted = held[column.name]
            lost = ~np.isin(wanted, known[goal][FORMS[goal].columns[0].name])
            if "-1" in column.meaning:
                lost &= wanted != -1
            assert not lost.any(), f"{name}.{column.name} leads to no row of {goal}"
            checked += 1
    for speaker, goal in (("child", "children"), ("carer", "carers"), ("staff", "staff")):
        said = council.voices["person"][council.voices.is_("speaker", speaker)]
        assert len(said)
        assert np.isin(said, council.tables[goal][FORMS[goal].columns[0].name]).all(), f"a voice of no {speaker}"
    assert checked > 70
