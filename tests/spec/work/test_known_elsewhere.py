"""A build and a release hold what others have published beside what they tell, and against what is counted here."""

import json

import pytest
from tests.spec.work.running import ANNA, build, children, release, setting

from kenspeckle.cli import main
from kenspeckle.protect import forms_of

SCHOOLS = {"Northside": 30, "Eastfield": 26, "Westbrook": 4}
STORY = """\
---
title: Who comes late
---
A table.

```table
measure: lates
by: school
in: 2024/25
```
"""
TABLE = """\
statistics:
  title: Pupils in schools
  publisher: The government
  date: 2025-03-18
  reference: https://example.org/pupils
  measure: lates
  table: known/pupils.csv
  columns: {by: {school: School}, period: Year, children: Pupils}
"""


@pytest.fixture
def root(tmp_path):
    root = children(tmp_path / "w", SCHOOLS)
    (root / "stories" / "lates.md").write_text(STORY)
    # Without the page of each school there is no total either.
    return root


def knows(root, rows, more=""):
    (root / "known").mkdir(exist_ok=True)
    (root / "known" / "statistics.yaml").write_text(TABLE + more)
    (root / "known" / "pupils.csv").write_text("School,Year,Pupils\n" + "".join(f"{row}\n" for row in rows))


def hidden(built):
    return sorted(str(k) for k, cell in built.told.protection.cells.items() if not hasattr(cell, "numerator"))


ALONE = ["lates@2024/25{school=Westbrook}"]
WITH_ANOTHER = ["lates@2024/25{school=Eastfield}", "lates@2024/25{school=Westbrook}"]


def test_the_total_of_the_government_hides_another_school(root):
    assert hidden(build(root)) == ALONE
    knows(root, ["Total,2024/25,60"])
    assert hidden(build(root)) == WITH_ANOTHER


def test_what_others_published_is_written_into_no_ledger_and_no_bundle(root):
    knows(root, ["Total,2024/25,60"])
    release(root)
    forms = forms_of(setting(root).records.ledger)
    assert sorted(forms) == [f"lates@2024/25{{school={s}}}" for s in sorted(SCHOOLS)]


def test_a_rounded_total_is_as_good_as_an_exact_one_to_whoever_looks_for_a_child(root):
    knows(root, ["Total,2024/25,60"], "  rounded: 5\n")
    assert hidden(build(root)) == WITH_ANOTHER


def test_a_total_rounded_to_hundreds_says_less_than_a_group(root):
    knows(root, ["Total,2024/25,100"], "  rounded: 100\n")
    assert hidden(build(root)) == ALONE


def test_a_row_that_differs_is_named_without_a_number_and_a_few_children_apart_is_hidden(root):
    knows(root, ["Northside,2024/25,28", "Eastfield,2024/25,26"])
    built = build(root)
    (line,) = built.told.beside.lines()
    assert line == (
        "Known elsewhere: 1 row not as we count them: known/pupils.csv:2. Who counted others: `counted: otherwise`."
    )
    assert "lates@2024/25{school=Northside}" in hidden(built)


def test_who_counted_others_differs_without_a_word_and_is_known_all_the_same(root):
    knows(root, ["Total,2024/25,58"], "  counted: otherwise\n")
    built = build(root)
    assert built.told.beside.lines() == []
    assert hidden(built) == WITH_ANOTHER


def test_a_change_of_what_is_known_is_a_reason_to_build_again(root):
    """Nothing on a page says what is known, so only the build's own inputs can tell."""
    knows(root, ["Total,2024/25,60"])
    build(root)
    marks = json.loads((root / ".ken" / "last-build.json").read_text())["marks"]
    assert {"known/pupils.csv", "known/statistics.yaml"} <= marks.keys()


def test_an_inspector_attacks_bundles_with_what_others_have_published(tmp_path):
    """The bundle alone is safe. A stranger who asked the council for the roll of the hidden school has it."""
    root = children(tmp_path / "w", {**SCHOOLS, "Westbrook": 12, "Eastfield": 9})
    (root / "stories" / "lates.md").write_text(
        STORY.replace("A table.", "All were late [2.0]{lates in 2024/25} times.")
    )
    release(root)
    key = tmp_path / "anna.pub"
    key.write_text(ANNA.public.line() + "\n")
    bundle = root / "out" / "bundles" / "lates.ken.zip"
    reply = tmp_path / "reply.yaml"
    reply.write_text(
        TABLE.replace("  table: known/pupils.csv\n", "  rows: [{School: Westbrook, Year: 2024-25, Pupils: 12}]\n")
    )

    def attack(*more):
        return main(["attack", str(bundle), "--key", str(key), *more])

    assert attack() == 0
    assert attack("--known", str(reply)) == 1


def test_a_reply_that_cannot_be_read_is_complained_of(tmp_path, capsys):
    root = children(tmp_path / "w", SCHOOLS)
    release(root)
    (tmp_path / "anna.pub").write_text(ANNA.public.line() + "\n")
    reply = tmp_path / "reply.yaml"
    reply.write_text(TABLE.replace("table: known/pupils.csv", "rows: [{School: Westbrok, Year: 2024/25, Pupils: x1}]"))
    given = [str(root / "out" / "bundles" / "lates.ken.zip"), "--key", str(tmp_path / "anna.pub")]
    assert main(["attack", *given, "--known", str(reply)]) == 2
    assert "reply.yaml:7:11: `Westbrok` is no school that we know" in capsys.readouterr().err


def test_a_range_that_others_have_published_can_be_too_near_all_the_same(tmp_path):
    """128 are shown; a total that was rounded down to 120 by twenties is 130 at most, so Westbrook has 1 or 2."""
    root = children(tmp_path / "w", {"Northside": 70, "Eastfield": 58, "Westbrook": 2})
    (root / "stories" / "lates.md").write_text(STORY)
    assert hidden(build(root)) == ALONE
    knows(root, ["Total,2024/25,120"], "  rounded: 20\n")
    assert len(hidden(build(root))) == 2
    knows(root, ["Total,2024/25,140"], "  rounded: 20\n")
    assert hidden(build(root)) == ALONE
