"""The keys of every file that is ours: ken.yaml, measures, places, goals, comparisons, glossary, front matter.

Each table is read by the loader, printed in the reference and turned into a JSON Schema; what is not in a
table is not understood. The contracts of sources, which follow a standard, are described in `odcs`.
"""

from __future__ import annotations

from kenspeckle.ground.terms import Period

from .audience_keys import AUDIENCES
from .blocks import Block, Key
from .protect_keys import OWN_PROTECT, PROTECT
from .shapes import ByKind, Day, Exact, Flag, ListOf, MapOf, OneOrMore, Text, Whole

NAME = Text("a name of small letters, digits and _ that begins with a letter", pattern=r"[a-z][a-z0-9_]{0,62}")
DASHED = Text(
    "a name of small letters, digits, - and _ that begins with a letter or digit", pattern=r"[a-z0-9][a-z0-9_-]{0,80}"
)
FIELD = Text("the name of a field of the source")
EXPRESSION = Text("an expression")
SUMS = Text("an expression such as sum(present) - 2 * sum(late)")
MONTH_DAY = Text("a month and day such as 08-01", pattern=r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
LANGUAGE = Text("a language tag such as en, gd or en-GB", pattern=r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
PATH = Text("a path relative to the workspace, with /")


def _no_period(text: str) -> str:
    try:
        Period.parse(text)
    except ValueError as error:
        return str(error)
    return ""


PERIOD = Text("a period such as 2024, 2024/25, 2024-Q3, 2024-T1, 2024-08 or 2024-08-19", wrong=_no_period)

TERM = Block(
    "a term",
    (
        Key("label", Text("a label such as 2024-T1", pattern=r"\d{4}-T[1-6]"), "Label of the term.", required=True),
        Key("first", Day(), "First day.", required=True),
        Key("last", Day(), "Last day.", required=True),
    ),
)
CALENDAR = Block(
    "a calendar",
    (
        Key("year_starts", MONTH_DAY, "Month and day on which a split year such as 2024/25 begins.", default="08-01"),
        Key("terms", ListOf(TERM), "School terms, for freshness and for periods such as 2024-T1.", default=()),
    ),
    "When years and terms begin.",
)

SETTINGS = Block(
    "ken.yaml",
    (
        Key("name", Text(), "What the workspace is called, on every page.", required=True),
        Key("version", Text(), "Version of this workspace's definitions, for those who extend it.", default=""),
        Key("publisher", Text(), "Who publishes the stories.", default=""),
        Key("contact", Text(), "Whom a reader asks: an e-mail or web address.", default=""),
        Key("about", Text(), "A sentence or two for the first page.", default=""),
        Key("licence", Text(), "Licence of what is published.", default=""),
        Key(
            "base_url",
            Text("an address that begins with https:// or http://", pattern=r"https?://\S+"),
            "Public address of the site; feeds and bundles need it.",
            default="",
        ),
        Key("languages", ListOf(LANGUAGE, 1), "Languages of the site, the main one first.", default=("en",)),
        Key("invented", Flag(), "Its data is made up, about nobody, and every page says so.", default=False),
        Key("calendar", CALENDAR, "When years and terms begin, unless a source says otherwise."),
        Key(
            "retention",
            Block(
                "retention",
                (
                    Key("newest", Whole(1, 1000), "How many snapshots of each source stay at least.", default=2),
                    Key("days", Whole(1, 36500), "For how many days any snapshot stays.", required=True),
                ),
            ),
            "When older snapshots are let go; without it all of them stay.",
        ),
        Key("protect", PROTECT, "Rules of disclosure control."),
        Key("audiences", AUDIENCES, "Partners to whom releases can be made, by name.", default={}),
        Key(
            "sign",
            Block(
                "sign",
                (
                    Key("approvals", Whole(1, 20), "How many keys must approve a release.", default=1),
                    Key(
                        "partners",
                        ListOf(
                            Block(
                                "a partner",
                                (
                                    Key("name", Text(), "Who signs.", required=True),
                                    Key("key", Text(), "Public key, as `ken key` prints it.", required=True),
                                ),
                            )
                        ),
                        "Who may approve a release.",
                        default=(),
                    ),
                ),
            ),
            "Who approves what is released.",
        ),
        Key("state", Text("a path"), "Where snapshots and records are kept; may be absolute.", default=".ken"),
        Key("out", Text("a path"), "Where sites and bundles are written; may be absolute.", default="out"),
        Key(
            "extends",
            Block(
                "extends",
                (
                    Key(
                        "core",
                        Text("a path to another workspace"),
                        "The workspace whose definitions this one inherits.",
                        required=True,
                    ),
                    Key("version", Text(), "Version of the core that is meant.", required=True),
                    Key(
                        "digest",
                        Text("64 hexadecimal digits", pattern=r"(sha256:)?[0-9a-f]{64}"),
                        "SHA-256 over the core's definitions, so that nothing changes unseen.",
                    ),
                ),
            ),
            "A shared core: its definitions hold unless one of the same name is defined here.",
        ),
    ),
    "A workspace's own settings.",
)

RATE = Block(
    "rate",
    (
        Key("of", SUMS, "Numerator: sums over rows.", required=True),
        Key("out_of", SUMS, "Denominator: sums over rows.", required=True),
    ),
)
MEAN = Block(
    "mean",
    (
        Key("of", SUMS, "What is averaged: sums over rows.", required=True),
        Key("over", SUMS, "By what it is divided, such as count() or sum(pupils).", required=True),
    ),
)
RATIO = Block(
    "ratio",
    (
        Key("of", NAME, "Measure above the line.", required=True),
        Key("to", NAME, "Measure below the line.", required=True),
    ),
)
INDEX = Block(
    "index",
    (
        Key("of", NAME, "Measure that is shown as an index.", required=True),
        Key("base", PERIOD, "Period that stands for 100.", required=True),
    ),
)
COUNTING = Block(
    "counting",
    (Key("children", SUMS, "Adds the children up, in a source whose rows are not children.", required=True),),
)

WAY = Block(
    "a way of counting",
    (
        Key("title", Text(), "The way in words, as after `counted`.", required=True),
        Key(
            "axis",
            Text(choices=("definition", "cohort", "missing", "comparator", "period")),
            "What is varied.",
            default="definition",
        ),
        Key("rate", RATE, "Rate that replaces the measure's."),
        Key("mean", MEAN, "Mean that replaces the measure's."),
        Key("sum", SUMS, "Sum that replaces the measure's."),
        Key("median", EXPRESSION, "Value that replaces the measure's."),
        Key("published", EXPRESSION, "Published value that replaces the measure's."),
        Key("where", EXPRESSION, "Rows that are counted, in place of the measure's."),
    ),
    "Another reasonable way to count the same thing.",
)
WAY_KINDS = ("rate", "mean", "sum", "median", "published")

BREAK = Block(
    "a break",
    (
        Key("at", PERIOD, "First period that is counted in the new way.", required=True),
        Key("text", Text(), "What changed, in a sentence.", required=True),
        Key("forbids", Flag(), "Whether no change across it may be told.", default=True),
    ),
)

MEASURE = Block(
    "a measure",
    (
        Key("title", Text(), "What readers call it.", required=True),
        Key("meaning", Text(), "What it counts, in a sentence.", required=True),
        Key("from", NAME, "Source whose rows are counted; not for ratio and index.", default=""),
        Key("rate", RATE, "A share: sums divided by sums, once."),
        Key("mean", MEAN, "An average: sums divided by sums, once."),
        Key("count", Text(choices=("children", "rows")), "A count of children, or of rows."),
        Key("sum", SUMS, "A sum over rows."),
        Key("median", EXPRESSION, "The middle of a value of each row."),
        Key("published", EXPRESSION, "A value its publisher computed; it is never added up."),
        Key("ratio", RATIO, "One measure divided by another."),
        Key("index", INDEX, "A measure with one period as 100."),
        Key("of", EXPRESSION, "Only beside `published`: the numerator that its publisher states."),
        Key("out_of", EXPRESSION, "Only beside `published`: the denominator that its publisher states."),
        Key("low", EXPRESSION, "Only beside `published`: the lower limit that its publisher gives; with `high`."),
        Key("high", EXPRESSION, "Only beside `published`: the upper limit that its publisher gives; with `low`."),
        Key("level", Whole(80, 99), "Per cent of confidence at which `low` and `high` are given; 95 by default."),
        Key(
            "counting",
            ByKind(FIELD, COUNTING),
            "Whose number is protected: the field that tells children apart, or {children: SUMS}.",
        ),
        Key("when", FIELD, "Field of the date or period.", default=""),
        Key("where", EXPRESSION, "Rows that are counted."),
        Key("by", ListOf(Text("a dimension")), "Dimensions: fields, and places that lead on from them.", default=()),
        Key(
            "unit",
            Text(
                "percent, per_1000, per_10000, per_100000, children, pounds, number, ...", pattern=r"[a-z][a-z0-9_ -]*"
            ),
            "Unit; by default what suits the kind.",
        ),
        Key("places", Whole(0, 6), "Decimals shown; by default what suits the unit."),
        Key("better", Text(choices=("higher", "lower", "neither")), "Which way is better.", default=""),
        Key("ways", MapOf(WAY, NAME, "ways by name"), "Other reasonable ways to count it.", default={}),
        Key("breaks", ListOf(BREAK), "Changes of definition or collection.", default=()),
        Key("approximate", Text(), "Why this is not the official figure, where it is not.", default=""),
        Key("over_known", Flag(), "May be told over what is known, with its coverage.", default=False),
        Key("notes", ListOf(Text()), "Sentences for the measure's page.", default=()),
        Key(
            "sensitive",
            Flag(),
            "Needs care even in large groups: none of a group, and all of it, are hidden too.",
            default=False,
        ),
        Key("protect", OWN_PROTECT, "Rules for this measure that are stricter than those of ken.yaml."),
    ),
    "A number, defined once.",
)
MEASURES = MapOf(MEASURE, NAME, "measures by name")

TILE = ListOf(Whole(0, 200), 2, 2)
LEVEL = Block(
    "a level of places",
    (
        Key("title", Text(), "What one place is called.", required=True),
        Key("plural", Text(), "What several are called; by default the title with an s.", default=""),
        Key("from", NAME, "Source that lists the places.", default=""),
        Key("code", FIELD, "Its field with the code of a place.", default=""),
        Key("name", FIELD, "Its field with the name of a place.", default=""),
        Key("values", MapOf(Text()), "The places themselves, code to name, instead of a source.", default={}),
        Key(
            "within",
            MapOf(FIELD, NAME, "level: field"),
            "Parent level to the field that holds its code; SOURCE.FIELD where another source says it.",
            default={},
        ),
        Key("aliases", MapOf(Text()), "Other spellings, to the code.", default={}),
        Key(
            "boundaries",
            Block(
                "boundaries",
                (
                    Key("path", PATH, "A GeoJSON file.", required=True),
                    Key("code", Text(), "Its property with the code of a place.", required=True),
                ),
            ),
            "Outlines, for maps.",
        ),
        Key("tiles", MapOf(TILE), "Code to [column, row] in a tile map.", default={}),
        Key("family", NAME, "Level that says which places are alike.", default=""),
        Key("pages", Flag(), "Each place has a page of its own.", default=False),
    ),
    "One level of places, such as schools, councils or fifths of deprivation.",
)
LEVELS = MapOf(LEVEL, NAME, "levels by name")

TARGET = Block(
    "a target",
    (
        Key("measure", NAME, "Measure that is aimed at.", required=True),
        Key("at_least", Exact(), "The measure is to reach this."),
        Key("at_most", Exact(), "The measure is to fall to this."),
        Key("by", PERIOD, "Until when.", default=""),
        Key("where", Text(), "For whom, as in evidence: council = Fife.", default=""),
    ),
)
OUTCOME = Block(
    "an outcome",
    (
        Key("title", Text(), "How success would show, in a few words.", required=True),
        Key("meaning", Text(), "The same in a sentence.", default=""),
        Key("core", ListOf(NAME), "The few measures that prove it.", default=()),
        Key("contributing", ListOf(NAME), "Measures that move first.", default=()),
        Key("targets", ListOf(TARGET), "What is aimed at, by when.", default=()),
    ),
)
GOAL = Block(
    "a goal",
    (
        Key("title", Text(), "What the partnership wants.", required=True),
        Key("meaning", Text(), "The same in a sentence.", default=""),
        Key("outcomes", MapOf(OUTCOME, DASHED, "outcomes by name"), "How it would show.", default={}),
    ),
)
GOALS = Block(
    "goals.yaml",
    (Key("goals", MapOf(GOAL, DASHED, "goals by name"), "What the partnership wants for children.", required=True),),
    "Goals, their outcomes, and the measures that show them.",
)

WORD = Block(
    "a word",
    (
        Key("meaning", Text(), "Its one meaning.", required=True),
        Key("called", MapOf(Text(), NAME, "source: word"), "What a source calls it instead.", default={}),
    ),
)
WORDS = MapOf(WORD, Text("a word"), "words with their meaning")

SAME = Block(
    "a comparison",
    (
        Key("title", Text(), "What the two measures both state.", required=True),
        Key("measures", ListOf(NAME, 2, 2), "The two measures, of different sources.", required=True, default=()),
        Key("by", ListOf(Text("a dimension")), "Dimensions by which they are held against each other.", default=()),
        Key("tolerance", Exact(0), "How far apart still agrees, in their unit before scaling.", default=0),
    ),
    "Two measures that state the same thing, so that it shows when their sources disagree.",
)
COMPARISONS = MapOf(SAME, NAME, "comparisons by name")

STORY_KINDS = ("story", "report-card", "case-study", "briefing", "package")
FRONT = Block(
    "front matter",
    (
        Key("title", Text(), "Title; claims in it are tested like any others.", required=True),
        Key("question", Text(), "The question that the story answers.", default=""),
        Key("kind", Text(choices=STORY_KINDS), "What sort of story it is.", default="story"),
        Key("for", OneOrMore(Text()), "Who it is for.", default=()),
        Key("serves", DASHED, "Outcome in goals.yaml that it serves.", default=""),
        Key("hunch", DASHED, "Name of the hunch that it looks into: a label, which nothing keeps yet.", default=""),
        Key("summary", Text(), "One sentence for lists and feeds.", default=""),
        Key("authors", OneOrMore(Text()), "Who wrote it.", default=()),
        Key("language", LANGUAGE, "Language, when not the main one.", default=""),
    ),
    "What stands between the two `---` lines at the top of a story.",
)
