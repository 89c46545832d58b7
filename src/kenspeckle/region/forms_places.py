"""What is known of the whole region before any council is made: the columns of its tables."""

FORMS = """
council_list: a council
    council           | id   | 0, 1, 2, ...
    code              | text | SX01 ...
    name              | text | invented name
    zones             | int  | how many zones
    pupils            | int  | pupils asked for
zones: a data zone
    zone              | id   | 0, 1, 2, ... through the whole region
    council           | id   | its council
    code              | text | SX01000001 ... the present code
    old_code          | text | SXO0100001 ... the code set before; two neighbours may share one
    name              | text | settlement and number
    settlement        | text | town or village it lies in
    urban             | code | how built up
    x                 | int  | column on the council's grid
    y                 | int  | row on the council's grid
    strain            | real | latent deprivation, about standard normal; higher is more deprived
    rank              | int  | 1 is the most deprived of the region
    decile            | int  | 1 to 10, 1 the most deprived
    quintile          | int  | 1 to 5, 1 the most deprived
    people            | int  | people living there
    sector            | text | postcode sector, SX1 2
schools: a school
    school            | id   | 0, 1, 2, ... through the whole region
    council           | id   | its council
    code              | text | SX10001 ...
    name              | text | invented name
    sector            | code | primary, secondary, special
    zone              | id   | zone it stands in
    settlement        | text | town or village
    feeds             | id   | a primary's secondary school; -1 for others
    denominational    | flag | whether it is denominational
    street            | text | house number and street
    postcode          | text | invented postcode
    phone             | text | from the range kept for drama
    email             | text | at .example
    capacity          | int  | pupils it was built for
    strain            | real | mean latent deprivation of its catchment
    attendance_effect | real | truth: how far it moves its pupils' attendance, in points
    learning_effect   | real | truth: how far it moves achievement, in logits
    exclusion_effect  | real | truth: how many times as often it excludes
    moved_from        | date | truth: from this day attendance really changed (NaT for most)
    moved_points      | real | truth: by how many points it changed
"""
