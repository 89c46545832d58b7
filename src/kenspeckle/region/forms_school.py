"""Schools and what becomes of their pupils: the columns of these tables."""

FORMS = """
enrolments: a spell of one child at one school of this council; spells of a child never overlap
    enrolment         | id   |
    child             | id   |
    school            | id   |
    first             | date | first day, may lie before the years shown
    last              | date | last day (NaT: still there at the end)
    came              | code | why it began
    left              | code | why it ended
pupil_years: a child in a school year in this council
    child             | id   |
    year              | int  | year it begins: 2022, 2023, 2024
    school            | id   | school on census day, or the first one after it
    on_roll           | flag | there on census day
    stage             | code | P1 ... P7, S1 ... S6, SP
    class             | id   | class; -1 in special schools
    zone              | id   | zone of the home on census day
    quintile          | int  | that zone's, 1 to 5
    low_income        | flag |
    free_meals        | flag | registered for free school meals on grounds of income
    asn               | flag | has an additional support need
    asn_reason        | code | main reason; none where there is no need
    plan              | code | none, individualised, co-ordinated, child's plan
    looked_after      | code | no, at home, kinship, foster, residential
    english           | code | level of English as an additional language
    attendance_chance | real | truth: the chance of being there on an opening of this year, before chance
classes: a class in a school year
    class             | id   |
    school            | id   |
    year              | int  |
    name              | text | P4B, 2C, S4 Maths 2
    stage             | code |
    subject           | code | registration, English, mathematics
    teacher           | id   | staff
class_members: a child in a class (a secondary pupil is in three)
    class             | id   |
    child             | id   |
    first             | date |
    last              | date | NaT: to the end of the year
attendance_terms: a child at a school in a term, in half-day openings
    child             | id   |
    school            | id   |
    year              | int  |
    term              | int  | 1 to 4
    stage             | code |
    possible          | int  | openings, extended leave left out
    present           | int  | in school, late or not, work experience, sick with work sent home
    late              | int  | of those, late
    sick              | int  | authorised for illness
    authorised        | int  | other authorised
    unauthorised      | int  | holidays without leave, truancy, unexplained
    excluded          | int  | temporary exclusion; possible = present + sick + authorised + unauthorised + excluded
attendance_history: a school in a term, since 2016/17; the last three years are the sums of attendance_terms
    school            | id   |
    year              | int  | 2016 ... 2024
    term              | int  | 1 to 4
    collected         | flag | false where schools were closed, or the school sent nothing
    pupils            | int  |
    possible          | int  | 0 where not collected
    present           | int  |
attainment_history: a school, year, stage and subject, since 2016/17; the last three years are counts of acel
    school            | id   |
    year              | int  | 2016 ... 2024
    stage             | code | P1, P4, P7, S3
    subject           | code | reading, writing, listening and talking, numeracy, literacy
    collected         | flag | nothing in 2019/20, S3 not in 2020/21
    pupils            | int  |
    achieved          | int  |
exclusions: a case of exclusion
    exclusion         | id   |
    child             | id   |
    school            | id   |
    year              | int  |
    date              | date | a day on which the school is open
    openings          | int  | half days it lasts
    kind              | code | temporary, removed from register
    reason            | code |
acel: a child in P1, P4, P7 or S3 in June
    child             | id   |
    school            | id   |
    year              | int  |
    stage             | code |
    reading           | code | not yet, achieved, beyond (for the level expected of the stage)
    writing           | code |
    listening         | code | listening and talking
    numeracy          | code |
    literacy          | flag | reading, writing and listening all achieved or beyond
leavers: a child who left school for good from S4, S5 or S6
    child             | id   |
    school            | id   |
    year              | int  |
    stage             | code |
    level             | int  | highest SCQF level, 2 to 7 (0: none)
    awards            | int  | passes at level 4 or better
    destination       | code | three months later
    positive          | flag | a positive destination
    later             | code | nine months later
support: a plan for a child
    plan              | id   | of this council alone
    child             | id   |
    kind              | code | individualised, co-ordinated, child's plan
    reason            | code | the same words as asn_reason
    first             | date |
    last              | date | NaT: still open
wellbeing: an answer to the wellbeing survey (P5 to S6, spring; about two of three answer)
    answer            | id   |
    child             | id   |
    year              | int  |
    school            | id   |
    stage             | code |
    safe              | int  | 1 (never) to 5 (always); 0 not answered
    healthy           | int  |
    achieving         | int  |
    nurtured          | int  |
    active            | int  |
    respected         | int  |
    responsible       | int  |
    included          | int  |
    difficulties      | int  | score 0 to 40; -1 not answered
programmes: a programme
    programme         | id   | 0 ... 3
    name              | text |
    aim               | text | what it says it is for
    runs              | code | charity or council education
    first             | date |
    last              | date |
    chosen            | code | how children came to take part
    outcome           | code | what it hopes to change: attendance, literacy
    truth             | code | works, only seems to work, reversal, no effect
    effect            | real | truth: change for those who took part, in points
participations: a child offered a place in a programme
    programme         | id   |
    child             | id   |
    school            | id   |
    offered           | date |
    took_part         | flag | false: kept on the waiting list, or declined
    first             | date | NaT if not
    last              | date | NaT if not
    sessions          | int  |
equity_spend: a line of a school's Pupil Equity spend in a year
    line              | id   |
    school            | id   |
    year              | int  |
    allocated         | int  | the school's whole allocation, pounds (the same on each of its lines)
    pounds            | int  | this line
    use               | code |
    programme         | id   | -1
"""
