"""What other agencies know: the columns of their tables."""

FORMS = """
care: the part of a spell of being looked after that lies in this council
    spell             | id   | of this council alone
    child             | id   |
    kind              | code | at home, kinship, foster, residential
    first             | date |
    last              | date | NaT: goes on
reviews: a child-health review that was due while the child lived here
    review            | id   |
    child             | id   |
    kind              | code | 27-30 months, 4-5 years
    due               | date |
    held              | date | NaT: not held
    concern           | flag | any concern
    speech            | flag |
    movement          | flag |
    social            | flag |
    behaviour         | flag |
    hearing_sight     | flag |
homelessness: an application of a household for help with homelessness
    application       | id   |
    household         | id   |
    carer             | id   | who applied
    applied           | date |
    reason            | code |
    outcome           | code |
    closed            | date | NaT: open
    zone              | id   | zone they came from
    children          | int  | children in the household then
    temporary_nights  | int  | nights in temporary homes
benefits: a zone in a quarter
    zone              | id   |
    quarter           | date | first day
    children          | int  | children for whom an award was in payment
    households        | int  |
    pounds            | int  |
referrals: a referral of a child to the Reporter
    referral          | id   |
    child             | id   |
    date              | date |
    source            | code |
    ground            | code |
    decision          | code |
    decided           | date |
concerns: a concern that police recorded about a child
    concern           | id   |
    child             | id   |
    date              | date |
    kind              | code |
    domestic          | flag | domestic abuse in the home
    shared            | flag | passed to the named person at school
cases: a case in social work
    case              | id   |
    child             | id   |
    kind              | code |
    opened            | date |
    closed            | date | NaT: open
    worker            | id   | staff
"""
