"""What children, carers and staff said, what they allow to be done with it, and what pastoral notes say of children.

The words are put together from parts, so that three thousand voices differ. Some name a friend or a teacher, some hold
a disclosure that a person must see at once, some speak of records and not of life. What each is about is kept as truth.
"""

from __future__ import annotations

import numpy as np

from kenspeckle.region.calendar import NEVER, TODAY, YEARS, Dates, school_year
from kenspeckle.region.chance import Chance, Ints
from kenspeckle.region.maths import Reals
from kenspeckle.region.people import Births
from kenspeckle.region.phrases import (
    ABOUT,
    MOODS,
    NOTE_THEMES,
    NOTES,
    OPENINGS,
    QUESTIONS,
    SAYINGS,
    SPEAKERS,
    TAILS,
    THEMES,
    WORRIES,
)
from kenspeckle.region.schema import table
from kenspeckle.region.support import YearOfPupils
from kenspeckle.region.table import Array, Table, rows_of

METHODS = ("circle time", "interview", "survey comment", "drawing and caption", "signed", "letter", "app")
ASKERS = ("class teacher", "guidance teacher", "youth worker", "another pupil", "family link worker", "nobody")
FIDELITIES = ("verbatim", "paraphrase", "translated", "observed", "inferred")
EVENTS = ("given", "refused", "changed", "withdrawn")
PUPILS_PER_VOICE = 8
WITHDRAWN = 0.01

_USES = ("count theme", "count theme paraphrase", "count theme paraphrase quote", "count theme paraphrase quote image")
_AUDIENCES = ("team", "team school", "team school council", "team school council public")


def make_voices(
    chance: Chance,
    births: Births,
    forename: Array,
    surname: Array,
    pupils: YearOfPupils,
    spans: tuple[Dates, Dates],
    difficulties: Array,
    staff: Table,
    first: int,
) -> Table:
    """Voices of the last two years, spread over schools as the pupils are; each from the time at that school.

    `spans` holds each pupil's first and last day there (NaT: goes on), `difficulties` each one's family need. `first`
    is the number from which this council's voices are counted: that of its first household, since it has fewer voices
    than households.
    """
    ids = first + np.arange(max(1, len(pupils.school) // PUPILS_PER_VOICE))
    row = chance.whole(0, len(pupils.school) - 1, "voices/pupil", ids)
    child, school = births.child[pupils.child_at[row]], pupils.school[row]
    young = pupils.stage[row] < 3
    speaker = np.where(
        young & chance.happens(0.4, "voices/young", ids), 1, chance.pick((62, 24, 14), "voices/speaker", ids)
    )
    theme = chance.pick(tuple(weight for _, weight in THEMES), "voices/theme", ids)
    strain = difficulties[row]
    mood = np.searchsorted(np.array([-0.35, 0.35]), 0.5 * strain + 0.8 * chance.normal("voices/mood", ids))
    worry = chance.happens(0.006, "voices/worry", ids) & (speaker == 0)
    days = np.concatenate([school_year(year).days[10:] for year in YEARS[1:]])
    said = _days_within(days, spans[0][row], spans[1][row], chance.unit("voices/day", ids))
    colleague = _colleagues(chance, staff, school, ids)
    person = np.select([speaker == 0, speaker == 1], [child, child // 5 * 3], staff["staff"][colleague])
    words, named = _words(
        chance,
        ids,
        speaker,
        theme,
        mood,
        worry,
        _friends(chance, births, pupils, row, forename, surname, ids),
        staff,
        colleague,
    )
    fidelity = np.where(
        speaker == 0,
        chance.pick((74, 14, 3, 6, 3), "voices/fidelity", ids),
        chance.pick((88, 11, 1), "voices/fidelity", ids),
    )
    method = np.where(
        speaker == 0,
        chance.pick((28, 22, 24, 14, 2, 4, 6), "voices/method", ids),
        1 + chance.pick((50, 50), "voices/method", ids),
    )
    return table(
        "voices",
        {
            "voice": ids,
            "speaker": speaker,
            "person": person,
            "child": np.where(speaker == 2, -1, child),
            "school": school,
            "said": said,
            "method": method,
            "asked_by": chance.pick((38, 18, 16, 8, 14, 6), "voices/asked", ids),
            "question": np.array(QUESTIONS, dtype=object)[
                np.where(
                    theme == len(THEMES) - 1,
                    len(QUESTIONS) - 1,
                    chance.whole(0, len(QUESTIONS) - 2, "voices/question", ids),
                )
            ],
            "words": words,
            "fidelity": fidelity,
            "about": (theme == len(THEMES) - 1).astype("int64"),
            "theme": theme,
            "mood": mood,
            "worry": worry,
            "named": named,
        },
        {
            "speaker": SPEAKERS,
            "method": METHODS,
            "asked_by": ASKERS,
            "fidelity": FIDELITIES,
            "about": ABOUT,
            "theme": tuple(name for name, _ in THEMES),
            "mood": MOODS,
        },
    )


def make_permissions(chance: Chance, voices: Table) -> Table:
    """What happened to the permission for each voice. A voice without a row has no permission."""
    ids, said = voices["voice"], voices["said"]
    asked = np.flatnonzero(~chance.happens(0.03, "permissions/none", ids))
    given = asked[~chance.happens(0.04, "permissions/refused", ids[asked])]
    refused = asked[chance.happens(0.04, "permissions/refused", ids[asked])]
    changed = given[chance.happens(0.02, "permissions/changed", ids[given])]
    withdrawn = given[chance.happens(WITHDRAWN, "permissions/withdrawn", ids[given])]
    parts = []
    for event, rows, low, high in ((0, given, 0, 6), (1, refused, 0, 6), (2, changed, 10, 60), (3, withdrawn, 61, 300)):
        date = np.minimum(said[rows] + chance.whole(low, high, f"permissions/day {event}", ids[rows]), TODAY - 1)
        use = chance.pick((12, 20, 56, 12), f"permissions/use {event}", ids[rows])
        audience = chance.pick((10, 16, 24, 50), f"permissions/audience {event}", ids[rows])
        no = event in (1, 3)
        expires = chance.happens(0.3, "permissions/expires", ids[rows])
        parts.append(
            {
                "voice": ids[rows],
                "event": np.full(len(rows), event),
                "date": date,
                "uses": np.array(_USES, dtype=object)[use] if not no else np.full(len(rows), "", dtype=object),
                "audiences": np.array(_AUDIENCES, dtype=object)[audience]
                if not no
                else np.full(len(rows), "", dtype=object),
                "assent": np.full(len(rows), not no),
                "expires": np.where(expires & (not no), date + 730, NEVER),
            }
        )
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    made = table("permissions", columns, {"event": EVENTS})
    return made.take(np.lexsort((made["voice"], made["date"].astype("int64"))))


def make_notes(
    chance: Chance,
    births: Births,
    forename: Array,
    pupils: YearOfPupils,
    spans: tuple[Dates, Dates],
    strain: Array,
    staff: Table,
) -> Table:
    """Notes that pastoral staff wrote, about one for each dozen pupils, more where there is more trouble.

    `spans` holds each pupil's first and last day at the school (NaT: goes on), between which the note is written.
    """
    child = births.child[pupils.child_at]
    noted = chance.happens(np.clip(0.06 + 0.05 * strain, 0.005, 0.5), "notes/has", child)
    rows = np.flatnonzero(noted & pupils.on_roll)
    ids = child[rows]
    writer = _colleagues(chance, staff, pupils.school[rows], ids)
    theme = chance.pick([1.0] * len(NOTES), "notes/theme", ids)
    which = chance.whole(0, 3, "notes/which", ids)
    days = _days_within(
        school_year(pupils.year).days[5:], spans[0][rows], spans[1][rows], chance.unit("notes/day", ids)
    )
    names = forename[pupils.child_at[rows]]
    words = [NOTES[t][w].format(name=name) for t, w, name in zip(theme.tolist(), which.tolist(), names.tolist())]
    return table(
        "notes",
        {
            "note": ids,
            "child": ids,
            "school": pupils.school[rows],
            "staff": staff["staff"][writer],
            "date": days,
            "words": np.array(words, dtype=object),
            "theme": theme,
        },
        {"theme": NOTE_THEMES},
    )


def _days_within(days: Dates, first: Dates, last: Dates, drawn: Reals) -> Dates:
    """One of these days for each span (last: NaT for no end); the next one where a span holds none."""
    begin = np.minimum(np.searchsorted(days, first), len(days) - 1)
    end = np.where(np.isnat(last), len(days), np.searchsorted(days, last, side="right"))
    return np.asarray(days[begin + (drawn * np.maximum(end - begin, 1)).astype("int64")])


def _colleagues(chance: Chance, staff: Table, school: Ints, ids: Ints) -> Ints:
    """The place of somebody who works at each of these schools."""
    order = np.argsort(staff["school"], kind="stable")
    sorted_schools = staff["school"][order]
    starts = np.searchsorted(sorted_schools, school)
    counts = np.maximum(np.searchsorted(sorted_schools, school, side="right") - starts, 1)
    return np.asarray(order[starts + (chance.unit("voices/colleague", ids) * counts).astype("int64")])


def _friends(
    chance: Chance, births: Births, pupils: YearOfPupils, row: Ints, forename: Array, surname: Array, ids: Ints
) -> list[str]:
    """A pupil of the same school and stage for each voice, with or without surname."""
    order = np.lexsort((pupils.stage, pupils.school))
    place = np.empty(len(order), dtype="int64")
    place[order] = np.arange(len(order))
    other = order[np.clip(place[row] + chance.whole(1, 6, "voices/friend", ids), 0, len(order) - 1)]
    at = pupils.child_at[other]
    full = chance.happens(0.3, "voices/full name", ids)
    return list(np.where(full, forename[at] + " " + surname[at], forename[at]).tolist())


def _words(
    chance: Chance,
    ids: Ints,
    speaker: Ints,
    theme: Ints,
    mood: Ints,
    worry: Array,
    friends: list[str],
    staff: Table,
    colleague: Ints,
) -> tuple[Array, Array]:
    teachers = (np.where(staff["sex"] == 0, "Ms ", "Mr ") + staff["surname"])[colleague].tolist()
    opening = chance.whole(0, len(OPENINGS[0]) - 1, "voices/opening", ids).tolist()
    saying = chance.whole(0, 2, "voices/saying", ids).tolist()
    tail = chance.whole(0, len(TAILS[0]) - 1, "voices/tail", ids).tolist()
    words, named = [], []
    for n, (who, what, how) in enumerate(zip(speaker.tolist(), theme.tolist(), mood.tolist())):
        core = (
            WORRIES[saying[n] % len(WORRIES)]
            if worry[n]
            else SAYINGS[what][who][how][saying[n] % len(SAYINGS[what][who][how])]
        )
        start = OPENINGS[who][opening[n]]
        opened = f"{start} " if start else ""
        text = f"{opened}{core}{TAILS[who][tail[n]]}"
        text = text if who == 0 else text[0].upper() + text[1:]  # children's words stay as they are
        here = [name for mark, name in (("{friend}", friends[n]), ("{teacher}", teachers[n])) if mark in text]
        words.append(text.replace("{friend}", friends[n]).replace("{teacher}", teachers[n]))
        named.append(";".join(here))
    return np.array(words, dtype=object), np.array(named, dtype=object)


def withdrawn_children(voices: Table, permissions: Table) -> Ints:
    """Children whose own words were withdrawn, who must vanish from every later story."""
    gone = permissions["voice"][permissions.is_("event", "withdrawn")]
    rows = rows_of(voices["voice"], gone)
    return np.unique(voices["child"][rows][voices["child"][rows] >= 0])
