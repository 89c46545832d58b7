"""A signature says who wrote a bundle, not that it is right: all of it is computed again, and what differs is named."""

import csv
import io
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.verify.forging import complaints, repacked, resealed
from tests.spec.work.running import ANNA

from kenspeckle.outside.verify import check, open_payload
from kenspeckle.outside.verify.container import unpack
from kenspeckle.outside.verify.envelope import NotGenuine

COMPUTED = (
    "page.json",
    "tables/cells.csv",
    "tables/claims.csv",
    "tables/ways.csv",
    "method/facts.json",
    "datapackage.json",
    "ro-crate-metadata.json",
    "README.md",
    "sources.json",
    "method/versions.json",
    "method/attack.json",
)


def edited(data, name, old, new):
    content = unpack(data)[name]
    assert old in content
    return resealed(data, {name: content.replace(old, new, 1)}, [ANNA])


def test_signing_again_what_was_right_stays_right(sealed, guarded):
    assert complaints(resealed(sealed, {}, [ANNA]), ANNA) == []
    assert complaints(resealed(guarded, {}, [ANNA]), ANNA) == []


def test_a_verdict_that_was_made_up_is_named_with_its_claim(sealed):
    said = complaints(edited(sealed, "page.json", b'"verdict":"holds"', b'"verdict":"refused"'), ANNA)
    assert said == ["Claim 0 (line 9): its verdict: printed as 'refused', computed as 'holds'."]


def test_words_that_are_not_in_the_story_are_named(sealed):
    page = json.loads(unpack(sealed)["page.json"])
    page["claims"][1]["words"] = "much more"
    forged = json.dumps(page, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    said = complaints(resealed(sealed, {"page.json": forged}, [ANNA]), ANNA)
    assert said[0].startswith("Claim 1 (line 11): its words: printed as 'much more'")


def test_a_cell_that_was_raised_shows_in_every_claim_that_rests_on_it(sealed):
    """91.2 per cent is printed; the forged cell gives more."""
    cells = unpack(sealed)["tables/cells.csv"].decode()
    row = next(line for line in cells.splitlines() if line.startswith("attendance_rate@2024/25,"))
    forged = cells.replace(row, row.replace(",263401,", ",273401,"))
    assert forged != cells
    said = complaints(resealed(sealed, {"tables/cells.csv": forged.encode()}, [ANNA]), ANNA)
    assert any("Claim 0" in s and "verdict" in s for s in said)
    assert any("Claim 1" in s for s in said)


def test_a_cell_that_was_left_out_is_found(sealed):
    lines = unpack(sealed)["tables/cells.csv"].decode().splitlines(keepends=True)
    for left_out in range(1, len(lines)):
        forged = "".join(line for i, line in enumerate(lines) if i != left_out)
        assert complaints(resealed(sealed, {"tables/cells.csv": forged.encode()}, [ANNA]), ANNA)


def test_a_story_with_other_words_is_found(sealed):
    said = complaints(edited(sealed, "story.md", b"91.2%", b"95.0%"), ANNA)
    assert any(s.startswith("Claim 0 (line 9): its verdict: printed as 'holds'") for s in said)


def test_a_definition_that_was_turned_round_is_found(sealed):
    assert complaints(edited(sealed, "method/facts.json", b'"unit":"percent"', b'"unit":"pupils"'), ANNA)


@pytest.mark.parametrize("name", ["tables/claims.csv", "tables/ways.csv", "README.md"])
def test_tables_and_descriptions_say_what_the_page_says(sealed, name):
    forged = unpack(sealed)[name] + b"and more\n"
    assert complaints(resealed(sealed, {name: forged}, [ANNA]), ANNA) == [
        f"{name} is not what the story and its cells give."
    ]


def test_a_file_that_belongs_to_no_bundle_is_named(sealed):
    said = complaints(resealed(sealed, {"method/secret.txt": b"x"}, [ANNA]), ANNA)
    assert said == ["method/secret.txt is no file of a bundle."]


def test_a_shown_cell_that_stands_on_too_few_children_breaks_the_bundles_own_rule(guarded):
    rows = list(csv.reader(io.StringIO(unpack(guarded)["tables/cells.csv"].decode())))
    where = rows[0].index("children")
    for row in rows[1:]:
        if row[where] == "30":
            row[where] = "3"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    said = complaints(resealed(guarded, {"tables/cells.csv": out.getvalue().encode()}, [ANNA]), ANNA)
    assert any("against the bundle's own rule: lates@2024/25{school=Northside}" in s for s in said)


OLD = {"method/versions.json": b'{"kenspeckle":"0.0.1"}'}


def of_another_version(sealed, name="", old=b"", new=b""):
    changes = {name: unpack(sealed)[name].replace(old, new)} if name else {}
    assert not name or changes[name] != unpack(sealed)[name]
    return resealed(sealed, {**OLD, **changes}, [ANNA], versions={"kenspeckle": "0.0.1"})


def test_another_version_may_explain_itself_in_other_words(sealed):
    """Improved sentences must not make the bundles of earlier years look forged; the check says what it compared."""
    told = of_another_version(sealed, "page.json", b"It rose from", b"It went up from")
    assert complaints(told, ANNA) == []
    said = [line.sentence for line in check(told, [ANNA.public]).lines]
    assert said[-1].startswith("Made by kenspeckle 0.0.1 and checked by")
    assert said[-1].endswith("were not compared.")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("page.json", b'"verdict":"holds"', b'"verdict":"refused"'),
        ("page.json", b'"value":"263401/2888"', b'"value":"273401/2888"'),
        ("tables/claims.csv", b",holds,", b",refused,"),
        ("tables/cells.csv", b",263401,", b",273401,"),
        ("story.md", b"91.2%", b"95.0%"),
    ],
)
def test_another_version_may_not_say_anything_else(sealed, name, old, new):
    said = complaints(of_another_version(sealed, name, old, new), ANNA)
    assert len(said) > 1
    assert said[-1].startswith("It was made by kenspeckle 0.0.1 and checked by")


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_whatever_a_signer_writes_a_stranger_gets_sentences(sealed, data):
    """Bytes changed, cut and repeated in files that are read: never an error, and never a pass."""
    name = data.draw(st.sampled_from((*COMPUTED, "story.md", "method/clock.txt")))
    content = unpack(sealed)[name]
    at = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 40))
    piece = data.draw(st.binary(max_size=8) | st.sampled_from([b"null", b"-1", b'"', b"{}", b"[]", b"1e999", b"\n"]))
    forged = content[:at] + piece + content[at + length :]
    said = complaints(resealed(sealed, {name: forged}, [ANNA]), ANNA)
    if forged != content and name in COMPUTED[:6]:
        assert said
    assert all(s.endswith((".", "…")) for s in said)


@settings(max_examples=60, deadline=None)
@given(
    key=st.sampled_from(["bundle", "approvals", "approved", "keys", "publisher", "versions", "minimum_children"]),
    value=st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers() | st.text(max_size=5), max_size=3),
)
def test_whatever_a_signer_promises_a_stranger_gets_sentences(sealed, key, value):
    complaints(resealed(sealed, {}, [ANNA], **{key: value}), ANNA)


def test_deep_json_is_answered_with_a_sentence(sealed):
    for name in ("page.json", "method/facts.json", "sources.json", "method/attack.json"):
        assert complaints(resealed(sealed, {name: b"[" * 100_000}, [ANNA]), ANNA)


# Quotes may be taken out, and nothing else.


def test_a_withdrawn_quote_leaves_the_seal_whole_and_is_said(sealed):
    quotes = {"quotes/a1.json": b'{"salt":"00","text":"I like school"}', "quotes/b2.json": b'{"salt":"11","text":"no"}'}
    whole = resealed(sealed, quotes, [ANNA])
    assert complaints(whole, ANNA) == []
    one_gone = repacked(whole, {"quotes/a1.json": None})
    assert complaints(one_gone, ANNA) == []
    said = [line.sentence for line in check(one_gone, [ANNA.public]).lines]
    assert any(s.endswith("as they were signed. 1 quote was withdrawn.") for s in said)
    assert b"I like school" not in one_gone
    assert complaints(repacked(whole, {"quotes/a1.json": b"changed"}), ANNA)


def test_opening_for_an_attack_asks_for_a_trusted_signature_too(sealed):
    assert "story.md" in open_payload(sealed, [ANNA.public])
    with pytest.raises(NotGenuine, match="no key that you named"):
        open_payload(sealed, [])


@pytest.mark.evidence
def test_two_thousand_random_forgeries_by_the_signer_never_raise(sealed, guarded):
    chance = random.Random(1)
    for _ in range(2_000):
        data = chance.choice([sealed, guarded])
        name = chance.choice(COMPUTED)
        content = bytearray(unpack(data)[name])
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        complaints(resealed(data, {name: bytes(content)}, [ANNA]), ANNA)
