"""Homes, children and adults: the columns of their tables."""

FORMS = """
addresses: an address
    address           | id   | through the whole region
    zone              | id   | its zone
    number            | int  | house number
    flat              | text | "" or 1/1, 2/2 ...
    street            | text | invented street
    settlement        | text | town or village
    postcode          | text | invented postcode, in the zone's sector
households: a household with children (or one that has had a child in this council)
    household         | id   | through the whole region
    address           | id   | address when the years begin, -1 outside the region; two households may share one
    next_address      | id   | address after moved_on; -1 if they never move
    moved_on          | date | day they move within the council, or into or out of it (NaT: never)
    zone              | id   | zone of address; -1 while outside the region
    next_zone         | id   | zone after moved_on; -1 if they never move or leave the region
    from_council      | id   | where they lived first: a council, or -1 outside the region
    to_council        | id   | where they live last, -1 outside the region
    kind              | code | two parents, one parent, blended, kinship, foster
    other_home        | id   | household of the other parent when parents live apart; -1
    low_income        | flag | low income household
    income_strain     | real | latent, standard normal
    housing_strain    | real | latent housing trouble, about standard normal
carers: an adult who cares for a child
    carer             | id   | through the whole region
    household         | id   | home
    forename          | text |
    surname           | text |
    sex               | code | female, male
    born              | date |
    relation          | code | to the children of the household
    phone             | text | from the range kept for drama
    email             | text | at .example
children: a child: at school in the years shown, or too young yet
    child             | id   | true person number: in no agency's file
    household         | id   | home
    forename          | text |
    middle            | text | "" for about a third
    surname           | text |
    known_as          | text | short form of the forename used by some agencies; "" for most
    former_surname    | text | surname before a change; "" for most
    sex               | code | female, male
    born              | date |
    cohort            | int  | year in which the child starts P1 (2010 to 2026)
    twin_of           | id   | the elder twin; -1
    second_home       | id   | household of the other parent where the child also lives; -1
    candidate         | text | education's number: SX, eight digits, check digit
    health_number     | text | the health board's number: day, month, year of birth, SX, five signs, check sign
    ethnicity         | code |
    language          | code | main home language
    religion_school   | flag | family would rather have a denominational school
    health            | real | latent need, about standard normal, higher is more need
    housing           | real | the same, of the home
    family            | real | the same, of family life
    learning          | real | the same, of learning
    vigour            | real | latent standard normal that moves attendance only
    low_income        | flag | home has low income
    care              | flag | has ever been looked after
    adopted           | flag | adopted: former_surname is protected and must never be joined
    disabled          | flag | assessed or declared disabled
    from_council      | id   | council of the first home; -1 outside the region
    to_council        | id   | council of the last home; -1 outside the region
births: a birth, as the health board holds it
    child             | id   |
    born              | date |
    grams             | int  |
    weeks             | int  | of pregnancy
    mother_age        | int  |
    zone              | id   | home at birth
staff: somebody who works with children
    staff             | id   |
    forename          | text |
    surname           | text |
    sex               | code |
    born              | date |
    post              | code |
    school            | id   | -1 for those who work for the council
    address           | id   | home
    hours             | int  | a week
    first             | date |
    last              | date | NaT
    email             | text |
    phone             | text |
roles: a role of a person, which says what they may be shown
    staff             | id   |
    role              | code |
    school            | id   | -1: the whole council
    class             | id   | -1
    first             | date |
    last              | date | NaT
caseloads: a child in the care of a person's work
    staff             | id   |
    child             | id   |
    kind              | code |
    first             | date |
    last              | date | NaT
ties: truth: a member of staff who knows a family outside work
    staff             | id   |
    household         | id   |
    tie               | code | next door, same street door, relative, own children
voices: words of a child, a carer or a member of staff
    voice             | id   |
    speaker           | code | child, carer, staff
    person            | id   | child, carer or staff
    child             | id   | child it is about; -1
    school            | id   |
    said              | date |
    method            | code | how it was gathered
    asked_by          | code | who asked
    question          | text | exact question
    words             | text | what was said
    fidelity          | code | verbatim, paraphrase, translated, observed, inferred
    about             | code | life, or the information system itself
    theme             | code | truth: what it is about
    mood              | code | truth: good, mixed, hard
    worry             | flag | truth: a disclosure that a person must see at once
    named             | text | truth: names that stand in the words, with ; between
permissions: something that happened to the permission for a voice; rows are only ever added
    voice             | id   |
    event             | code | given, refused, changed, withdrawn
    date              | date |
    uses              | text | count theme paraphrase quote image attribution, with spaces between
    audiences         | text | team school council public, with spaces between
    assent            | flag | the child agreed
    expires           | date | NaT
notes: a pastoral note
    note              | id   |
    child             | id   |
    school            | id   |
    staff             | id   | who wrote it
    date              | date |
    words             | text |
    theme             | code | truth
"""
