"""What every table of an invented council holds: names, types, meanings.

The truth of the region is kept in tables, one row for one thing. A table is made only through `table`, which refuses
a column that is not declared here or has another type, so that this page is what the tables hold.

Types: `id` and `int` are int64; `code` is a number into the column's words; `flag` is true or false; `date` is a
day (NaT: not known or not yet); `real` is float64; `text` is str ("" when there is none). An `id` of -1 is nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kenspeckle.ground.frozen import dataclass
from kenspeckle.region.table import Array, Table

DTYPES = {
    "id": "int64",
    "int": "int64",
    "code": "int16",
    "flag": "bool",
    "date": "datetime64[D]",
    "real": "float64",
    "text": "object",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, one of the seven types, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Form:
    """What one table holds: one row for what, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]


def _form(name: str, row: str, lines: str) -> Form:
    columns = (Column(*(part.strip() for part in line.split("|"))) for line in lines.strip().splitlines())
    return Form(name, row, tuple(columns))


# Known for the whole region before any council is made.
REGION_FORMS = (
    _form(
        "council_list",
        "a council",
        """
        council      | id   | 0, 1, 2, ...
        code         | text | SX01 ...
        name         | text | invented name
        zones        | int  | how many zones
        pupils       | int  | pupils asked for
        """,
    ),
    _form(
        "zones",
        "a data zone",
        """
        zone         | id   | 0, 1, 2, ... through the whole region
        council      | id   | its council
        code         | text | SX01000001 ... the present code
        old_code     | text | SXO1000001 ... the code set before; two neighbours may share one
        name         | text | settlement and number
        settlement   | text | town or village it lies in
        urban        | code | how built up
        x            | int  | column on the council's grid
        y            | int  | row on the council's grid
        strain       | real | latent deprivation, about standard normal; higher is more deprived
        rank         | int  | 1 is the most deprived of the region
        decile       | int  | 1 to 10, 1 the most deprived
        quintile     | int  | 1 to 5, 1 the most deprived
        people       | int  | people living there
        sector       | text | postcode sector, SX1 2
        """,
    ),
    _form(
        "schools",
        "a school",
        """
        school       | id   | 0, 1, 2, ... through the whole region
        council      | id   | its council
        code         | text | SX10001 ...
        name         | text | invented name
        sector       | code | primary, secondary, special
        zone         | id   | zone it stands in
        settlement   | text | town or village
        feeds        | id   | a primary's secondary school; -1 for others
        denominational | flag | whether it is denominational
        street       | text | house number and street
        postcode     | text | invented postcode
        phone        | text | from the range kept for drama
        email        | text | at .example
        capacity     | int  | pupils it was built for
        strain       | real | mean latent deprivation of its catchment
        attendance_effect | real | truth: how far it moves its pupils' attendance, in points
        learning_effect   | real | truth: how far it moves achievement, in logits
        exclusion_effect  | real | truth: how many times as often it excludes
        moved_from   | date | truth: from this day attendance really changed (NaT for most)
        moved_points | real | truth: by how many points it changed
        """,
    ),
)

# Made for one council at a time.
COUNCIL_FORMS = (
    _form(
        "addresses",
        "an address",
        """
        address      | id   | through the whole region
        zone         | id   | its zone
        number       | int  | house number
        flat         | text | "" or 1/1, 2/2 ...
        street       | text | invented street
        settlement   | text | town or village
        postcode     | text | invented postcode, in the zone's sector
        """,
    ),
    _form(
        "households",
        "a household with children (or one that has had a child in this council)",
        """
        household    | id   | through the whole region
        address      | id   | address when the years begin; two households may share one
        next_address | id   | address after moved_on; -1 if they never move
        moved_on     | date | day they move within the council, or into or out of it (NaT: never)
        zone         | id   | zone of address; -1 while outside the region
        next_zone    | id   | zone after moved_on; -1 if they never move or leave the region
        from_council | id   | where they lived first: a council, or -1 outside the region
        to_council   | id   | where they live last
        kind         | code | two parents, one parent, blended, kinship, foster
        other_home   | id   | household of the other parent when parents live apart; -1
        low_income   | flag | low income household
        income_strain | real | latent, standard normal
        housing_strain | real | latent housing trouble, about standard normal
        """,
    ),
    _form(
        "carers",
        "an adult who cares for a child",
        """
        carer        | id   | through the whole region
        household    | id   | home
        forename     | text |
        surname      | text |
        sex          | code | female, male
        born         | date |
        relation     | code | to the children of the household
        phone        | text | from the range kept for drama
        email        | text | at .example
        """,
    ),
    _form(
        "children",
        "a child: at school in the years shown, or too young yet",
        """
        child        | id   | true person number: in no agency's file
        household    | id   | home
        forename     | text |
        middle       | text | "" for about a third
        surname      | text |
        known_as     | text | short form of the forename used by some agencies; "" for most
        former_surname | text | surname before a change; "" for most
        sex          | code | female, male
        born         | date |
        cohort       | int  | year in which the child starts P1 (2010 to 2026)
        twin_of      | id   | the elder twin; -1
        second_home  | id   | household of the other parent where the child also lives; -1
        candidate    | text | education's number: SX, seven digits, check digit
        health_number | text | the health board's number: day, month, year of birth, SX, four digits
        ethnicity    | code |
        language     | code | main home language
        religion_school | flag | family would rather have a denominational school
        health       | real | latent need, about standard normal, higher is more need
        housing      | real | the same, of the home
        family       | real | the same, of family life
        learning     | real | the same, of learning
        vigour       | real | latent standard normal that moves attendance only
        low_income   | flag | home has low income
        care         | flag | has ever been looked after
        adopted      | flag | adopted: former_surname is protected and must never be joined
        disabled     | flag | assessed or declared disabled
        from_council | id   | council of the first home; -1 outside the region
        to_council   | id   | council of the last home; -1 outside the region
        """,
    ),
    _form(
        "enrolments",
        "a spell of one child at one school of this council; spells of a child never overlap",
        """
        enrolment    | id   |
        child        | id   |
        school       | id   |
        first        | date | first day, may lie before the years shown
        last         | date | last day (NaT: still there at the end)
        came         | code | why it began
        left         | code | why it ended
        """,
    ),
    _form(
        "pupil_years",
        "a child in a school year in this council (the last school of the year)",
        """
        child        | id   |
        year         | int  | year it begins: 2022, 2023, 2024
        school       | id   | school on census day, or the first one after it
        on_roll      | flag | there on census day
        stage        | code | P1 ... P7, S1 ... S6, SP
        class        | id   | class; -1 in special schools
        zone         | id   | zone of the home on census day
        quintile     | int  | that zone's, 1 to 5
        low_income   | flag |
        free_meals   | flag | registered for free school meals on grounds of income
        asn          | flag | has an additional support need
        asn_reason   | code | main reason; none where there is no need
        plan         | code | none, individualised, co-ordinated, child's plan
        looked_after | code | no, at home, kinship, foster, residential
        english      | code | level of English as an additional language
        attendance_chance | real | truth: the chance of being there on an opening of this year, before chance
        """,
    ),
    _form(
        "classes",
        "a class in a school year",
        """
        class        | id   |
        school       | id   |
        year         | int  |
        name         | text | P4B, 2C, S4 Maths 2
        stage        | code |
        subject      | code | registration, English, mathematics
        teacher      | id   | staff
        """,
    ),
    _form(
        "class_members",
        "a child in a class (a secondary pupil is in three)",
        """
        class        | id   |
        child        | id   |
        first        | date |
        last         | date | NaT: to the end of the year
        """,
    ),
    _form(
        "attendance_terms",
        "a child at a school in a term, in half-day openings",
        """
        child        | id   |
        school       | id   |
        year         | int  |
        term         | int  | 1 to 4
        stage        | code |
        possible     | int  | openings, extended leave left out
        present      | int  | in school, late or not, work experience, sick with work sent home
        late         | int  | of those, late
        sick         | int  | authorised for illness
        authorised   | int  | other authorised
        unauthorised | int  | holidays without leave, truancy, unexplained
        excluded     | int  | temporary exclusion; possible = present + sick + authorised + unauthorised + excluded
        """,
    ),
    _form(
        "attendance_history",
        "a school in a term, since 2016/17; the last three years are the sums of attendance_terms",
        """
        school       | id   |
        year         | int  | 2016 ... 2024
        term         | int  | 1 to 4
        collected    | flag | false where schools were closed, or the school sent nothing
        pupils       | int  |
        possible     | int  | 0 where not collected
        present      | int  |
        """,
    ),
    _form(
        "attainment_history",
        "a school, year, stage and subject, since 2016/17; the last three years are counts of acel",
        """
        school       | id   |
        year         | int  | 2016 ... 2024
        stage        | code | P1, P4, P7, S3
        subject      | code | reading, writing, listening and talking, numeracy, literacy
        collected    | flag | nothing in 2019/20, S3 not in 2020/21
        pupils       | int  |
        achieved     | int  |
        """,
    ),
    _form(
        "exclusions",
        "a case of exclusion",
        """
        exclusion    | id   |
        child        | id   |
        school       | id   |
        year         | int  |
        date         | date | a day on which the school is open
        openings     | int  | half days it lasts
        kind         | code | temporary, removed from register
        reason       | code |
        """,
    ),
    _form(
        "acel",
        "a child in P1, P4, P7 or S3 in June",
        """
        child        | id   |
        school       | id   |
        year         | int  |
        stage        | code |
        reading      | code | not yet, achieved, beyond (for the level expected of the stage)
        writing      | code |
        listening    | code | listening and talking
        numeracy     | code |
        literacy     | flag | reading, writing and listening all achieved or beyond
        """,
    ),
    _form(
        "leavers",
        "a child who left school for good from S4, S5 or S6",
        """
        child        | id   |
        school       | id   |
        year         | int  |
        stage        | code |
        level        | int  | highest SCQF level, 2 to 7 (0: none)
        awards       | int  | passes at level 4 or better
        destination  | code | three months later
        positive     | flag | a positive destination
        later        | code | nine months later
        """,
    ),
    _form(
        "support",
        "a plan for a child",
        """
        plan         | id   |
        child        | id   |
        kind         | code | individualised, co-ordinated, child's plan
        reason       | code | the same words as asn_reason
        first        | date |
        last         | date | NaT: still open
        """,
    ),
    _form(
        "care",
        "a spell of being looked after",
        """
        spell        | id   |
        child        | id   |
        kind         | code | at home, kinship, foster, residential
        first        | date |
        last         | date | NaT: goes on
        """,
    ),
    _form(
        "wellbeing",
        "an answer to the wellbeing survey (P5 to S6, spring; about two of three answer)",
        """
        answer       | id   |
        child        | id   |
        year         | int  |
        school       | id   |
        stage        | code |
        safe         | int  | 1 (never) to 5 (always); 0 not answered
        healthy      | int  |
        achieving    | int  |
        nurtured     | int  |
        active       | int  |
        respected    | int  |
        responsible  | int  |
        included     | int  |
        difficulties | int  | score 0 to 40; -1 not answered
        """,
    ),
    _form(
        "reviews",
        "a child-health review that was due",
        """
        review       | id   |
        child        | id   |
        kind         | code | 27-30 months, 4-5 years
        due          | date |
        held         | date | NaT: not held
        concern      | flag | any concern
        speech       | flag |
        movement     | flag |
        social       | flag |
        behaviour    | flag |
        hearing_sight | flag |
        """,
    ),
    _form(
        "births",
        "a birth, as the health board holds it",
        """
        child        | id   |
        born         | date |
        grams        | int  |
        weeks        | int  | of pregnancy
        mother_age   | int  |
        zone         | id   | home at birth
        """,
    ),
    _form(
        "homelessness",
        "an application of a household for help with homelessness",
        """
        application  | id   |
        household    | id   |
        carer        | id   | who applied
        applied      | date |
        reason       | code |
        outcome      | code |
        closed       | date | NaT: open
        zone         | id   | zone they came from
        children     | int  | children in the household then
        temporary_nights | int | nights in temporary homes
        """,
    ),
    _form(
        "benefits",
        "a zone in a quarter",
        """
        zone         | id   |
        quarter      | date | first day
        children     | int  | children for whom an award was in payment
        households   | int  |
        pounds       | int  |
        """,
    ),
    _form(
        "referrals",
        "a referral of a child to the Reporter",
        """
        referral     | id   |
        child        | id   |
        date         | date |
        source       | code |
        ground       | code |
        decision     | code |
        decided      | date |
        """,
    ),
    _form(
        "concerns",
        "a concern that police recorded about a child",
        """
        concern      | id   |
        child        | id   |
        date         | date |
        kind         | code |
        domestic     | flag | domestic abuse in the home
        shared       | flag | passed to the named person at school
        """,
    ),
    _form(
        "cases",
        "a case in social work",
        """
        case         | id   |
        child        | id   |
        kind         | code |
        opened       | date |
        closed       | date | NaT: open
        worker       | id   | staff
        """,
    ),
    _form(
        "programmes",
        "a programme",
        """
        programme    | id   | 0 ... 3
        name         | text |
        aim          | text | what it says it is for
        runs         | code | charity or council education
        first        | date |
        last         | date |
        chosen       | code | how children came to take part
        outcome      | code | what it hopes to change: attendance, literacy
        truth        | code | works, only seems to work, reversal, no effect
        effect       | real | truth: change for those who took part, in points
        """,
    ),
    _form(
        "participations",
        "a child offered a place in a programme",
        """
        programme    | id   |
        child        | id   |
        school       | id   |
        offered      | date |
        took_part    | flag | false: kept on the waiting list, or declined
        first        | date | NaT if not
        last         | date | NaT if not
        sessions     | int  |
        """,
    ),
    _form(
        "equity_spend",
        "a line of a school's Pupil Equity spend in a year",
        """
        line         | id   |
        school       | id   |
        year         | int  |
        allocated    | int  | the school's whole allocation, pounds (the same on each of its lines)
        pounds       | int  | this line
        use          | code |
        programme    | id   | -1
        """,
    ),
    _form(
        "staff",
        "somebody who works with children",
        """
        staff        | id   |
        forename     | text |
        surname      | text |
        sex          | code |
        born         | date |
        post         | code |
        school       | id   | -1 for those who work for the council
        address      | id   | home
        hours        | int  | a week
        first        | date |
        last         | date | NaT
        email        | text |
        phone        | text |
        """,
    ),
    _form(
        "roles",
        "a role of a person, which says what they may be shown",
        """
        staff        | id   |
        role         | code |
        school       | id   | -1: the whole council
        class        | id   | -1
        first        | date |
        last         | date | NaT
        """,
    ),
    _form(
        "caseloads",
        "a child in the care of a person's work",
        """
        staff        | id   |
        child        | id   |
        kind         | code |
        first        | date |
        last         | date | NaT
        """,
    ),
    _form(
        "ties",
        "truth: a member of staff who knows a family outside work",
        """
        staff        | id   |
        household    | id   |
        tie          | code | next door, same street door, relative, own children
        """,
    ),
    _form(
        "voices",
        "words of a child, a carer or a member of staff",
        """
        voice        | id   |
        speaker      | code | child, carer, staff
        person       | id   | child, carer or staff
        child        | id   | child it is about; -1
        school       | id   |
        said         | date |
        method       | code | how it was gathered
        asked_by     | code | who asked
        question     | text | exact question
        words        | text | what was said
        fidelity     | code | verbatim, paraphrase, translated, observed, inferred
        about        | code | life, or the information system itself
        theme        | code | truth: what it is about
        mood         | code | truth: good, mixed, hard
        worry        | flag | truth: a disclosure that a person must see at once
        named        | text | truth: names that stand in the words, with ; between
        """,
    ),
    _form(
        "permissions",
        "something that happened to the permission for a voice; rows are only ever added",
        """
        voice        | id   |
        event        | code | given, refused, changed, withdrawn
        date         | date |
        uses         | text | count theme paraphrase quote image attribution, with spaces between
        audiences    | text | team school council public, with spaces between
        assent       | flag | the child agreed
        expires      | date | NaT
        """,
    ),
    _form(
        "notes",
        "a pastoral note",
        """
        note         | id   |
        child        | id   |
        school       | id   |
        staff        | id   | who wrote it
        date         | date |
        words        | text |
        theme        | code | truth
        """,
    ),
)

FORMS: Mapping[str, Form] = {form.name: form for form in REGION_FORMS + COUNCIL_FORMS}


def table(name: str, columns: Mapping[str, Array], words: Mapping[str, tuple[str, ...]] | None = None) -> Table:
    """Make the table of this name, its columns in their declared order and type.

    Raises `ValueError` when a column is missing, unknown or of another length, or a code has no words.
    """
    form, words = FORMS[name], words or {}
    expected = {column.name: column for column in form.columns}
    if columns.keys() != expected.keys():
        raise ValueError(f"{name}: columns {sorted(columns.keys() ^ expected.keys())} are missing or not declared")
    if set(words) != {column.name for column in form.columns if column.type == "code"}:
        raise ValueError(f"{name}: words are given for {sorted(words)}, codes are others")
    made = {column.name: np.asarray(columns[column.name]).astype(DTYPES[column.type]) for column in form.columns}
    return Table(made, dict(words))
