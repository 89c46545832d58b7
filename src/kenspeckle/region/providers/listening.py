"""The listening partner: what children, carers and staff said, and the permission for it, to which rows are only added.

Speakers stand under a pseudonym. A permission that was withdrawn is one more row: the words stay in the file, and
whoever reads it must heed the withdrawal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..files import Lines
from ..table import Array
from .cells import days, flags, texts, worded
from .desk import UTF8, Desk, Feed
from .known import Known
from .numbering import Numbering

_SPEAKERS = {"child": "C", "carer": "P", "staff": "S"}


class Voices:
    """`voices/voices.jsonl` and `voices/permissions.csv`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._out = Lines(desk.path("voices/voices.jsonl"))
        self._feed = Feed(desk, "voices/permissions.csv", UTF8)
        self._own = Numbering(desk.chance, "voices/voices", "V", 7)
        self._people = {kind: Numbering(desk.chance, f"voices/{kind}", p, 8) for kind, p in _SPEAKERS.items()}
        self._entries = 0

    def council(self, known: Known) -> None:
        voices = known.council.voices
        voices = voices.take(np.lexsort((voices["voice"], voices["said"])))
        speakers = self._speakers(voices.text("speaker"), voices["person"])
        about = self._people["child"].of(voices["child"])
        columns: dict[str, list[Any]] = {
            "id": self._own.of(voices["voice"]).tolist(),
            "speaker_ref": speakers.tolist(),
            "speaker": worded(voices, "speaker").tolist(),
            "about_ref": [ref or None for ref in about.tolist()],
            "school": [code or None for code in known.school("code", voices["school"]).tolist()],
            "said": days(voices["said"], "y-m-d").tolist(),
            "method": worded(voices, "method").tolist(),
            "asked_by": worded(voices, "asked_by").tolist(),
            "question": voices["question"].tolist(),
            "words": voices["words"].tolist(),
            "fidelity": worded(voices, "fidelity").tolist(),
            "about": worded(voices, "about").tolist(),
            "invented": [True] * len(voices),
        }
        self._out.write(dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
        for kind in _SPEAKERS:
            at = np.flatnonzero(voices.is_("speaker", kind))
            self._desk.answers.who("listening", speakers[at], voices["person"][at], kind)
        self._permissions(known)

    def _speakers(self, kinds: Array, persons: Array) -> Array:
        refs = np.full(len(kinds), "", dtype=object)
        for kind, numbering in self._people.items():
            refs[kinds == kind] = numbering.of(persons[kinds == kind])
        return refs

    def _permissions(self, known: Known) -> None:
        events = known.council.permissions
        events = events.take(np.lexsort((events["voice"], events["date"])))
        first = self._entries + 1
        self._entries += len(events)
        own = self._own.of(events["voice"])
        on = days(events["date"], "y-m-d")
        block = self._feed.block(
            {
                "Entry": texts([f"{n:07}" for n in range(first, self._entries + 1)]),
                "Voice": own,
                "Event": worded(events, "event"),
                "Date": on,
                "Uses": events["uses"],
                "Audiences": events["audiences"],
                "Assent": flags(events["assent"]),
                "Expires": days(events["expires"], "y-m-d"),
            },
            np.arange(first, self._entries + 1),
        )
        self._feed.write(block)
        gone = events.is_("event", "withdrawn")
        self._desk.answers.add("withdrawn", [own[gone], on[gone]])

    def close(self) -> None:
        self._out.close()
        self._feed.close()
