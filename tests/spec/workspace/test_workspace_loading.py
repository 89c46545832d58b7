"""Loading a workspace: what people write becomes definitions that the rooms above can trust."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from kenspeckle.ground.terms import MISSING, NOT_APPLICABLE, SUPPRESSED, PeriodKind, Spot
from kenspeckle.ground.workspace.definitions import FieldType, MeasureKind

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: pupils
name: Pupil census
version: 2.0.0
status: active
description:
  purpose: Who is on the roll.
  limitations: Taken on one day.
team:
  name: Data team
  members: [{username: ann, role: owner}]
slaProperties:
  - {property: frequency, value: 1, unit: y}
  - {property: latency, value: 30, unit: d}
schema:
  - name: pupils
    quality:
      - {metric: rowCount, mustBeGreaterThan: 100, severity: warning}
      - {type: custom, engine: ken, implementation: "present <= possible", name: no more than there is}
      - {type: text, description: Somebody looks at it.}
    properties:
      - name: pupil
        logicalType: string
        required: true
        primaryKey: true
        classification: confidential
        customProperties: [{property: ken, value: {headers: [SCN, Candidate number], identifying: true}}]
      - name: school
        logicalType: string
        customProperties: [{property: ken, value: {place: school}}]
      - name: born
        logicalType: date
        logicalTypeOptions: {format: dd/MM/yyyy}
      - name: year
        logicalType: string
        customProperties: [{property: ken, value: {period: split-year}}]
      - name: stage
        logicalType: string
        logicalTypeOptions: {minLength: 2, maxLength: 2}
        quality:
          - {metric: invalidValues, arguments: {validValues: [P1, P2]}, mustBe: 0}
        customProperties: [{property: ken, value: {codes: {Primary 1: P1}, marks: {z: not-applicable}}}]
      - {name: present, logicalType: integer, logicalTypeOptions: {minimum: 0, maximum: 400}}
      - {name: possible, logicalType: integer}
      - name: score
        logicalType: number
        customProperties: [{property: ken, value: {percent: true, bands: suppressed, scale: 2}}]
customProperties:
  - property: catalogue
    value: {left: alone}
  - property: ken
    value:
      provider: Council
      marks: {c: suppressed, "": missing, "*": suppressed}
      tolerance: 0.05
      noise: children
      calendar: {year_starts: 04-01, terms: [{label: 2024-T1, first: 2024-08-19, last: 2024-12-20}]}
      deliveries:
        - path: deliveries/pupils/*.zip
          member: "*.csv"
          format: csv
          skip: 3
          adds: {year: 2024/25}
          from_name: "(?P<year>\\\\d{4})"
          options: {delimiter: ";"}
        - path: https://example.org/pupils.csv
        - path: postgresql://reader@db/pupils
"""
PLACES = """\
school:
  title: School
  from: schools
  code: seed
  name: title
  within: {council: la}
council:
  title: Council
  plural: Councils
  values: {S12000015: Fife, S12000020: Moray}
  aliases: {Fife Council: S12000015}
  tiles: {S12000015: [3, 4], S12000020: [3, 2]}
  pages: true
"""
SCHOOLS = """\
apiVersion: v3.2.0
kind: DataContract
id: schools
version: 1.0.0
schema:
  - name: schools
    properties:
      - {name: seed, logicalType: string, unique: true}
      - {name: title, logicalType: string}
      - {name: la, logicalType: string, enum: [{value: S12000015}, {value: S12000020}]}
customProperties: [{property: ken, value: {provider: Council, cadence: {every: once}}}]
"""
MEASURES = """\
attended:
  title: Attended
  meaning: Share of openings attended.
  from: pupils
  rate: {of: sum(present), out_of: sum(possible)}
  counting: pupil
  when: year
  where: stage in ('P1', 'P2')
  by: [stage, school, council]
  better: higher
  breaks: [{at: 2021/22, text: Counted by half days.}]
  ways:
    p1: {title: in P1 alone, axis: cohort, where: "stage = 'P1'"}
    strict: {title: strictly, rate: {of: sum(present) - count(), out_of: sum(possible)}}
children: {title: Children, meaning: On the roll., from: pupils, count: children, counting: pupil}
rows: {title: Rows, meaning: All., from: pupils, count: rows, counting: pupil}
days: {title: Days, meaning: Days., from: pupils, sum: present, counting: pupil}
age: {title: Score, meaning: Middle., from: pupils, median: score, counting: pupil}
told: {title: Told, meaning: As told., from: pupils, published: score, of: present, out_of: possible, counting: pupil}
limited:
  {title: L, meaning: L., from: pupils, published: score, low: score - 2, high: score + 2, level: 90, counting: pupil}
relative: {title: Ratio, meaning: Two., ratio: {of: attended, to: told}}
indexed: {title: Index, meaning: One., index: {of: attended, base: 2021/22}, places: 0}
"""
FILES = {
    "sources/pupils.yaml": CONTRACT,
    "sources/schools.yaml": SCHOOLS,
    "places/all.yaml": PLACES,
    "measures/pupils.yaml": MEASURES,
}


def test_a_contract_of_the_standard_becomes_a_source(loaded):
    contract = loaded(FILES).contracts["pupils"]
    assert (contract.title, contract.version, contract.owner) == ("Pupil census", "2.0.0", "Data team")
    assert (contract.purpose, contract.limitations) == ("Who is on the roll.", "Taken on one day.")
    assert contract.marks == {"c": SUPPRESSED, "": MISSING, "*": SUPPRESSED}
    assert (contract.tolerance, contract.noise, contract.public) == (Decimal("0.05"), "children", False)
    assert contract.spot == Spot("sources/pupils.yaml", 1, 1)


def test_service_levels_are_the_cadence_where_the_ken_block_has_none(loaded):
    contract = loaded(FILES).contracts["pupils"]
    assert (contract.cadence.every, contract.cadence.grace_days) == ("year", 30)


def test_a_calendar_of_a_source_is_its_own(loaded):
    calendar = loaded(FILES).contracts["pupils"].calendar
    assert calendar.year_starts == (4, 1)
    assert calendar.terms == (("2024-T1", date(2024, 8, 19), date(2024, 12, 20)),)


def test_fields_have_types_headers_and_marks(loaded):
    contract = loaded(FILES).contracts["pupils"]
    pupil, stage, score = (contract.field(name) for name in ("pupil", "stage", "score"))
    assert pupil.headers == ("SCN", "Candidate number", "pupil")
    assert (pupil.key, pupil.required, pupil.identifying, pupil.classification) == (1, True, True, "confidential")
    assert (contract.field("year").type, contract.field("year").period) == (FieldType.PERIOD, PeriodKind.SPLIT_YEAR)
    assert contract.field("born").formats == ("%d/%m/%Y",)
    assert (stage.allowed, stage.codes, stage.marks) == (("P1", "P2"), {"Primary 1": "P1"}, {"z": NOT_APPLICABLE})
    assert (score.percent, score.bands, score.scale) == (True, SUPPRESSED, 2)
    assert contract.field("present").maximum == 400
    assert loaded(FILES).contracts["schools"].field("la").allowed == ("S12000015", "S12000020")


def test_limits_of_length_become_a_pattern(loaded):
    import re

    pattern = loaded(FILES).contracts["pupils"].field("stage").pattern
    assert [bool(re.fullmatch(pattern, text)) for text in ("P", "P1", "P11")] == [False, True, False]


def test_quality_rules_of_the_library_and_conditions_are_read(loaded):
    rules = loaded(FILES).contracts["pupils"].quality
    assert [(r.metric, r.operator, r.bound, r.severity) for r in rules] == [
        ("rowCount", "mustBeGreaterThan", (100,), "warning"),
        ("expression", "mustBe", (0,), "error"),
    ]
    assert rules[1].expression.fields == {"present", "possible"}


def test_deliveries_are_paths_inside_or_addresses(loaded):
    zipped, web, database = loaded(FILES).contracts["pupils"].deliveries
    assert (zipped.member, zipped.skip, zipped.adds) == ("*.csv", 3, {"year": "2024/25"})
    assert zipped.options == {"delimiter": ";"}
    assert (web.path, database.path) == ("https://example.org/pupils.csv", "postgresql://reader@db/pupils")


def test_deliveries_arrive_in_their_folder_when_no_other_place_is_named(loaded):
    specs = loaded(FILES).contracts["schools"].deliveries
    assert [spec.path for spec in specs] == ["deliveries/schools/*", "deliveries/schools.*"]


def test_each_kind_of_measure_is_read(loaded):
    measures = loaded(FILES).measures
    kinds = {name: measure.kind for name, measure in measures.items()}
    assert kinds == {
        "attendance_rate": MeasureKind.RATE,
        "attended": MeasureKind.RATE,
        "children": MeasureKind.COUNT,
        "rows": MeasureKind.COUNT,
        "days": MeasureKind.SUM,
        "age": MeasureKind.MEDIAN,
        "told": MeasureKind.PUBLISHED,
        "limited": MeasureKind.PUBLISHED,
        "relative": MeasureKind.RATIO,
        "indexed": MeasureKind.INDEX,
    }
    assert [term for term, _ in measures["rows"].of.terms] == [1]
    assert measures["children"].of is None, "distinct children are counted by `counting`"
    assert measures["days"].of.text == "sum(present)"
    assert (measures["told"].of.text, measures["told"].stated_of.text) == ("score", "present")
    limited = measures["limited"]
    assert (limited.low.text, limited.high.text, limited.confidence) == ("score - 2", "score + 2", 90)
    assert (measures["told"].low, measures["told"].confidence) == (None, 95)
    assert measures["relative"].ratio == ("attended", "told")
    assert measures["indexed"].index == ("attended", "2021/22")


def test_units_and_decimals_follow_the_kind(loaded):
    measures = loaded(FILES).measures
    shown = {name: (measure.unit, measure.places) for name, measure in measures.items()}
    assert shown["attended"] == ("percent", 1)
    assert shown["children"] == ("children", 0)
    assert shown["days"] == ("number", 0)
    assert shown["indexed"] == ("index", 0)


def test_a_measure_may_be_told_by_fields_and_by_places_that_they_lead_to(loaded):
    """school is a place of the source; council is where schools lie."""
    assert loaded(FILES).measures["attended"].by == ("stage", "school", "council")


def test_ways_replace_parts_of_a_measure(loaded):
    first, strict = loaded(FILES).measures["attended"].ways
    assert (first.axis, first.of, first.where.text) == ("cohort", None, "stage = 'P1'")
    assert (strict.axis, strict.of.terms[1][0], strict.where) == ("definition", -1, None)


def test_places_know_what_they_lie_within(loaded):
    levels = loaded(FILES).levels
    assert levels["school"].within == {"council": "la"}
    assert (levels["school"].plural, levels["council"].plural) == ("Schools", "Councils")
    assert (levels["council"].pages, levels["school"].pages) == (True, False)
    assert levels["council"].tiles == {"S12000015": (3, 4), "S12000020": (3, 2)}
    assert levels["council"].aliases == {"Fife Council": "S12000015"}


def test_another_source_may_say_what_places_lie_in(loaded):
    """Such as family groups of councils, which come with the benchmarks and not with the councils."""
    places = PLACES + "  within: {stage: pupils.stage}\nstage: {title: Stage, values: {P1: First, P2: Second}}\n"
    contract = CONTRACT.replace(
        "- {name: possible,",
        "- {name: at, customProperties: [{property: ken, value: {place: council}}]}\n      - {name: possible,",
    )
    level = loaded(FILES | {"places/all.yaml": places, "sources/pupils.yaml": contract}).levels["council"]
    other = level.elsewhere["stage"]
    assert (other.source, other.code, other.parent) == ("pupils", "at", "stage")


def test_what_two_sources_both_state_is_named(loaded):
    text = "rolls: {title: Roll, measures: [children, rows], by: [stage], tolerance: 0.5}\n"
    measures = MEASURES.replace("counting: pupil}", "counting: pupil, by: [stage]}")
    (same,) = loaded(FILES | {"measures/pupils.yaml": measures, "comparisons.yaml": text}).comparisons
    assert (same.measures, same.by, same.tolerance) == (("children", "rows"), ("stage",), Decimal("0.5"))


def test_a_story_knows_where_its_words_stand(loaded):
    story = loaded({"stories/a.md": '---\ntitle: "[Up]{x in 2024}"\nfor: parents\n---\n\n# Words\n'}).stories["a"]
    assert story.front["title"] == "[Up]{x in 2024}"
    assert story.front_spots["title"] == Spot("stories/a.md", 2, 9), "behind the quote"
    assert (story.front["kind"], story.front["for"]) == ("story", ("parents",))
    assert (story.body, story.body_line) == ("\n# Words\n", 5)
    assert story.text.split("\n")[story.body_line] == "# Words"


def test_every_definition_file_is_listed_with_its_digest(loaded, write):
    files = loaded(FILES).files
    root = write()
    assert "stories/first-story.md" in files
    assert files == {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in files}


def test_the_digest_of_a_measure_is_that_of_its_own_lines(loaded):
    """Else a word changed in one measure would recount all of its file."""
    before = loaded(FILES).measures
    after = loaded({"measures/pupils.yaml": MEASURES.replace("title: Days,", "title: All days,")}).measures
    assert [name for name in before if before[name].digest != after[name].digest] == ["days"]


def test_settings_have_defaults_that_are_safe(loaded):
    settings = loaded({"ken.yaml": "name: Test\n"}).settings
    assert (settings.minimum_children, settings.approvals, settings.languages) == (10, 1, ("en",))
    assert (settings.state.name, settings.out.name, settings.invented) == (".ken", "out", False)


def test_texts_are_taken_as_written(loaded):
    """`no` is a word and 1.10 a version, whatever YAML makes of them."""
    files = {"ken.yaml": "name: no\nversion: 1.10\nabout: 2024-08\n"}
    assert (loaded(files).settings.name, loaded(files).settings.about) == ("no", "2024-08")


def test_a_byte_order_mark_and_windows_lines_are_read(loaded):
    story = "---\ntitle: A\n---\nText\n".replace("\n", "\r\n").encode("utf-8-sig")
    assert loaded({"stories/w.md": story}).stories["w"].body == "Text\n"
