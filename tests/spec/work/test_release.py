"""Nothing is published that was not approved, attacked and written to the ledger; and nothing approved is lost."""

import base64
import html
import json
from datetime import timedelta

import pytest
from tests.spec.verify.forging import complaints
from tests.spec.work.running import (
    ANNA,
    BERT,
    CARA,
    NOW,
    STORY,
    build,
    children,
    deliver,
    page,
    release,
    setting,
    start,
)

from kenspeckle.ground.terms import Complaints, Finding, KenError
from kenspeckle.ground.terms.release import Approval
from kenspeckle.outside.attack.bundles import attack_bundles
from kenspeckle.outside.verify import approval_text
from kenspeckle.protect import forms_of
from kenspeckle.work import preparing as corridor
from kenspeckle.work.inspect import inspect

SCHOOLS = {"Northside": 30, "Eastfield": 12, "Westbrook": 4}


def partners(*keys, approvals=1):
    listed = ", ".join(f"{{name: {k.holder}, key: '{k.public.line()}'}}" for k in keys)
    return f"sign: {{approvals: {approvals}, partners: [{listed}]}}\n"


@pytest.fixture
def root(tmp_path):
    return start(tmp_path / "w")


def bundle(root, story="first-story"):
    return (root / "out" / "bundles" / f"{story}.ken.zip").read_bytes()


def revise(root, old="105123", new="95123"):
    """A revised delivery, in which fewer children came."""
    path = root / "deliveries" / "attendance.csv"
    path.write_text(path.read_text().replace(old, new))


# What a release leaves.


def test_a_release_leaves_a_bundle_a_site_and_a_ledger_that_agree(root):
    done = release(root)
    assert done.stories == ("first-story",)
    assert complaints(bundle(root), ANNA) == []
    assert all(line.passed for line in inspect(setting(root), bundle(root)))
    entries = list(setting(root).records.ledger.entries())
    assert [sorted(json.loads(e.payload)) for e in entries] == [
        ["audience", "forms", "release", "rule", "snapshots"],
        ["bundle", "envelope"],
    ]
    said = page(root, "first-story")
    assert "This is a draft" not in said
    assert "Anna" in said


def test_the_second_release_with_nothing_changed_seals_nothing(root):
    release(root)
    before, head = bundle(root), setting(root).records.ledger.head()
    again = release(root, now=NOW + timedelta(days=1))
    assert (again.name, again.stories) == ("", ())
    assert (bundle(root), setting(root).records.ledger.head()) == (before, head)


def test_a_definition_that_changed_is_sealed_anew_though_words_and_data_are_the_same(root):
    """Otherwise the site would say what the bundle beside it does not."""
    release(root)
    measures = root / "measures" / "attendance.yaml"
    measures.write_text(measures.read_text().replace("that children attended.", "at which children were there."))
    assert release(root).stories == ("first-story",)
    assert b"at which children were there" in bundle(root)


def test_a_preview_says_that_it_is_a_draft_and_a_release_does_not(root):
    build(root)
    assert "This is a draft" in page(root, "first-story", "preview")
    release(root)
    build(root)
    assert "This is a draft" not in page(root, "first-story", "preview")


# Who has to approve.


def test_a_release_without_a_key_is_refused(root):
    with pytest.raises(KenError, match="--key FILE"):
        release(root, [])


def test_a_key_that_is_no_partners_is_refused(tmp_path):
    root = start(tmp_path / "w", partners(ANNA))
    with pytest.raises(KenError, match="the key of Bert belongs to no partner"):
        release(root, [BERT])
    assert not (root / "out").exists()


def test_more_approvals_than_anybody_can_give_are_refused(tmp_path):
    root = start(tmp_path / "w", "sign: {approvals: 2}\n")
    with pytest.raises(KenError, match="lists no partners"):
        release(root, [ANNA, BERT])


def test_two_of_three_partners_approve_together(tmp_path):
    root = start(tmp_path / "w", partners(ANNA, BERT, CARA, approvals=2))
    assert release(root, [CARA, ANNA]).stories
    assert complaints(bundle(root), ANNA, CARA) == []
    assert complaints(bundle(root), ANNA) == ["Signed by Anna: 1 of the 2 approvals that are asked for."]


def test_two_of_three_partners_approve_one_after_the_other(tmp_path):
    """Each on their own machine at their own time; the bundle carries the earlier approval, and it counts."""
    root = start(tmp_path / "w", partners(ANNA, BERT, CARA, approvals=2))
    second = root / "stories" / "second.md"
    second.write_text((root / "stories" / "first-story.md").read_text())
    with pytest.raises(Finding, match="needs the approval of 2 partners") as waiting:
        release(root, [ANNA])
    assert waiting.value.exit_code == 1
    assert not (root / "out" / "site").exists()
    assert release(root, [BERT]).stories == ("first-story", "second")
    assert complaints(bundle(root), ANNA, BERT) == []
    assert complaints(bundle(root, "second"), ANNA, BERT) == []
    assert complaints(bundle(root), BERT) == ["Signed by Bert: 1 of the 2 approvals that are asked for."]
    assert "Anna" in page(root, "first-story")


def test_one_partner_with_one_key_twice_is_one_approval(tmp_path):
    root = start(tmp_path / "w", partners(ANNA, BERT, approvals=2))
    with pytest.raises(Finding, match="has 1: Anna"):
        release(root, [ANNA, ANNA])
    with pytest.raises(Finding, match="has 1: Anna"):
        release(root, [ANNA])


def test_an_approval_is_of_these_words_and_no_others(tmp_path):
    root = start(tmp_path / "w", partners(ANNA, BERT, approvals=2))
    with pytest.raises(Finding):
        release(root, [ANNA])
    story = root / "stories" / "first-story.md"
    story.write_text(story.read_text() + "\nMore is to be said.\n")
    with pytest.raises(Finding, match="has 1: Bert"):
        release(root, [BERT])


def test_an_approval_that_nobody_signed_does_not_count(tmp_path):
    """Somebody who can write to the records writes that Anna approved."""
    root = start(tmp_path / "w", partners(ANNA, BERT, approvals=2))
    run = setting(root)
    (story,) = run.workspace.stories.values()
    forged = base64.b64encode(CARA.sign(approval_text(story.name, story.digest))).decode()
    run.records.releases.approve(Approval(story.name, story.digest, "Anna", ANNA.public.line(), forged, NOW))
    with pytest.raises(Finding, match="has 1: Bert"):
        release(root, [BERT])


def test_a_preview_believes_no_record_of_an_approval_that_nobody_signed(root):
    """Otherwise whoever can write to the records takes the banner off a draft, and `--fix` leaves it alone."""
    run = setting(root)
    (story,) = run.workspace.stories.values()
    forged = base64.b64encode(CARA.sign(approval_text(story.name, story.digest))).decode()
    run.records.releases.approve(Approval(story.name, story.digest, "Anna", ANNA.public.line(), forged, NOW))
    build(root)
    assert "This is a draft" in page(root, "first-story", "preview")
    false_words(root)
    assert build(root, fix=True).fixed == ("first-story",)


def test_who_approved_is_who_the_settings_say_and_not_what_a_record_says(tmp_path):
    """A signature is of a key; whose key it is, `ken.yaml` says."""
    root = start(tmp_path / "w", partners(ANNA))
    run = setting(root)
    (story,) = run.workspace.stories.values()
    signed = base64.b64encode(ANNA.sign(approval_text(story.name, story.digest))).decode()
    run.records.releases.approve(Approval(story.name, story.digest, "The Queen", ANNA.public.line(), signed, NOW))
    release(root)
    assert "Queen" not in page(root, "first-story")


def test_an_approval_of_one_who_is_no_partner_any_more_does_not_count(tmp_path):
    root = start(tmp_path / "w", partners(ANNA, BERT, CARA, approvals=2))
    with pytest.raises(Finding):
        release(root, [ANNA])
    settings = root / "ken.yaml"
    settings.write_text(
        settings.read_text().replace(partners(ANNA, BERT, CARA, approvals=2), partners(BERT, CARA, approvals=2))
    )
    with pytest.raises(Finding, match="has 1: Bert"):
        release(root, [BERT])


# Words that do not hold.


def false_words(root, name="first-story"):
    story = root / "stories" / f"{name}.md"
    story.write_text(story.read_text().replace("91.2%", "99.9%"))


def test_words_that_do_not_hold_stop_the_release(root):
    false_words(root)
    with pytest.raises(Finding, match=r"99\.9%"):
        release(root)
    assert not (root / "out").exists()
    assert list(setting(root).records.ledger.entries()) == []


def test_the_stories_that_hold_can_be_released_alone(root):
    (root / "stories" / "second.md").write_text((root / "stories" / "first-story.md").read_text())
    false_words(root, "second")
    done = release(root, holding=True)
    assert done.stories == ("first-story",)
    assert set(done.held_back) == {"second"}
    assert not (root / "out" / "site" / "stories" / "second").exists()


def test_new_words_that_do_not_hold_leave_the_old_ones_on_the_site(root):
    release(root)
    false_words(root)
    (root / "stories" / "other.md").write_text("---\ntitle: Another\n---\nNothing is claimed.\n")
    done = release(root, holding=True)
    assert done.stories == ("other",)
    assert "91.2%" in page(root, "first-story")
    assert "99.9%" not in page(root, "first-story")


def test_new_words_that_do_not_hold_alone_leave_the_old_ones_on_the_site(root):
    release(root)
    false_words(root)
    assert release(root, holding=True).stories == ()
    assert "91.2%" in page(root, "first-story")


def test_approved_words_that_new_data_contradicts_stand_under_a_banner_that_names_the_sentence(root):
    release(root)
    before = bundle(root)
    revise(root)
    build(root)
    done = release(root)
    assert done.stories == ()
    assert set(done.contradicted) == {"first-story"}
    said = page(root, "first-story")
    assert "91.2%" in said
    assert "Children attended 91.2% of the time." in said
    assert "The words stand until people approve new ones." in said
    assert bundle(root) == before


def test_the_banner_goes_when_people_approve_new_words(root):
    release(root)
    revise(root)
    release(root)
    assert build(root, fix=True).fixed == ()
    story = root / "stories" / "first-story.md"
    story.write_text(story.read_text().split("Children attended")[0] + "Children attended.\n")
    assert release(root).stories == ("first-story",)
    assert "The words stand until" not in page(root, "first-story")


def test_a_contradicted_story_does_not_hold_up_the_others(root):
    release(root)
    revise(root)
    (root / "stories" / "other.md").write_text("---\ntitle: Another\n---\nNothing is claimed.\n")
    done = release(root)
    assert done.stories == ("other",)
    assert "The words stand until" in page(root, "first-story")


def test_a_story_taken_out_of_the_folder_stays_published(root):
    release(root)
    (root / "stories" / "first-story.md").unlink()
    (root / "stories" / "other.md").write_text("---\ntitle: Another\n---\nNothing is claimed.\n")
    assert release(root).stories == ("other",)
    assert "91.2%" in page(root, "first-story")
    assert complaints(bundle(root), ANNA) == []


def test_a_story_whose_file_and_measure_are_gone_stays_as_it_was_sealed(root):
    """Otherwise nothing could ever be released again; and who has the address learns why it is told no more."""
    release(root)
    before = bundle(root)
    (root / "stories" / "first-story.md").unlink()
    for name in ("measures/attendance.yaml", "goals.yaml"):
        path = root / name
        path.write_text(path.read_text().replace("attendance_rate", "presence"))
    (root / "stories" / "other.md").write_text("---\ntitle: Another\n---\nNothing is claimed.\n")
    assert release(root).stories == ("other",)
    said = page(root, "first-story")
    assert "This story is no longer told" in said
    assert "there is no measure `attendance_rate`" in html.unescape(said)
    assert "91.2%" not in said
    assert bundle(root) == before
    assert (root / "out" / "site" / "bundles" / "first-story.ken.zip").read_bytes() == before
    assert release(root, now=NOW + timedelta(days=1)).name == ""


def test_a_story_that_is_there_and_whose_measure_is_gone_stops_the_release(root):
    release(root)
    for name in ("measures/attendance.yaml", "goals.yaml"):
        path = root / name
        path.write_text(path.read_text().replace("attendance_rate", "presence"))
    with pytest.raises(Complaints, match="there is no measure `attendance_rate`"):
        release(root)


def test_a_sealed_bundle_that_is_lost_is_named(root):
    release(root)
    (kept,) = (root / ".ken" / "bundles").iterdir()
    kept.unlink()
    (root / "stories" / "first-story.md").unlink()
    with pytest.raises(KenError, match="the sealed bundle of first-story is gone"):
        release(root, names=())


# Children.


def test_a_release_about_children_is_attacked_and_every_cell_is_in_the_ledger(tmp_path):
    root = children(tmp_path / "w", SCHOOLS)
    done = release(root)
    assert done.attack is not None
    assert done.attack.clean
    assert done.attack.hidden == 2
    forms = {name: [f.shown for f in all_] for name, all_ in forms_of(setting(root).records.ledger).items()}
    assert forms == {
        "lates@2024/25": [True],
        "lates@2024/25{school=Northside}": [True],
        "lates@2024/25{school=Eastfield}": [False],
        "lates@2024/25{school=Westbrook}": [False],
    }
    assert attack_bundles([bundle(root, "lates")], [ANNA.public]).clean
    assert all(line.passed for line in inspect(setting(root), bundle(root, "lates")))


def test_one_child_more_does_not_show_itself_in_a_second_release(tmp_path):
    """48 children and then 49, each a safe number: their difference is one child."""
    root = children(tmp_path / "w", {"Northside": 20, "Eastfield": 14, "Westbrook": 14})
    release(root)
    deliver(root, {"Northside": 21, "Eastfield": 14, "Westbrook": 14})
    done = release(root)
    assert set(done.contradicted) == {"lates"}
    forms = forms_of(setting(root).records.ledger)
    for name in ("lates@2024/25", "lates@2024/25{school=Northside}"):
        assert [f.shown for f in forms[name]] == [True, False]
    said = page(root, "lates").split("<main")[1]
    assert ">2.0</" not in said.split("<table")[0].split("figure")[0]
    for counted in (">21<", ">49<", ">42<", ">98<"):
        assert counted not in said


PLACES = """\
school:
  title: School
  plural: Schools
  values: {Northside: Northside, Eastfield: Eastfield, Westbrook: Westbrook}
  pages: true
"""


def test_figures_that_only_the_site_shows_are_in_the_ledger_too(tmp_path):
    """Places have pages with figures that no story asks for: what they show is out all the same."""
    root = children(tmp_path / "w", {"Northside": 30, "Eastfield": 14, "Westbrook": 14})
    (root / "places").mkdir()
    (root / "places" / "schools.yaml").write_text(PLACES)
    story = root / "stories" / "lates.md"
    story.write_text(STORY.split("```")[0])
    release(root)
    shown = {name for name, forms in forms_of(setting(root).records.ledger).items() if forms[-1].shown}
    assert "lates@2024/25{school=Northside}" in shown


def test_charts_told_again_from_new_data_are_in_the_ledger_too(tmp_path):
    """The words of a contradicted story stand; its charts show new cells, and the ledger must know them."""
    root = children(tmp_path / "w", {"Northside": 30, "Eastfield": 14, "Westbrook": 14})
    release(root)
    deliver(root, {"Northside": 30, "Eastfield": 14, "Westbrook": 14}, late=3)
    done = release(root)
    assert done.stories == ()
    assert set(done.contradicted) == {"lates"}
    forms = forms_of(setting(root).records.ledger)
    assert [f.numerator for f in forms["lates@2024/25"]] == ["116", "174"]
    again = release(root)
    assert again.name == ""


def test_no_row_is_in_anything_that_leaves(tmp_path):
    root = children(tmp_path / "w", SCHOOLS)
    build(root)
    release(root)
    for path in (root / "out").rglob("*"):
        if path.is_file():
            assert b"CHILD-" not in path.read_bytes(), path


# What a release costs.


def test_a_release_measures_protects_and_judges_once(root, monkeypatch):
    """Only what was left out asks for the rest to be told again without it."""
    told = []
    before = corridor.tell_all
    monkeypatch.setattr(corridor, "tell_all", lambda *a, **k: told.append(len(a[1])) or before(*a, **k))
    release(root)
    assert told == [1]
    (root / "stories" / "second.md").write_text((root / "stories" / "first-story.md").read_text())
    false_words(root, "second")
    release(root, holding=True)
    assert told == [1, 2, 1]
