"""A release to a partner lies apart from the public's, says whom it is for, and stays in the ledger with it."""

import base64
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from tests.spec.verify.forging import complaints
from tests.spec.work.running import ANNA, NOW, build, children, deliver, page, setting

from kenspeckle.cli import main
from kenspeckle.ground.terms import KenError
from kenspeckle.outside.verify import check, payload_of
from kenspeckle.portal.rendering import renderer
from kenspeckle.protect import forms_of
from kenspeckle.records.unbroken import verify_ledger
from kenspeckle.work.accounts import account_lines, accounts
from kenspeckle.work.release import release as release_corridor
from kenspeckle.work.withdrawing import audience_of, withdraw

AUDIENCES = "audiences: {board: {title: The partnership board, who: Its seven members, minimum_children: 5}}\n"
SCHOOLS = {"Northside": 30, "Eastfield": 26, "Westbrook": 7}


@pytest.fixture
def root(tmp_path):
    return children(tmp_path / "w", SCHOOLS, AUDIENCES)


def release(root, audience="public", names=(), now=NOW):
    run = replace(setting(root, now), audience=audience)
    return release_corridor(run, renderer(run.kept_site), [ANNA], names)


def take_back(root, name, why="A wrong delivery."):
    run = audience_of(setting(root), name)
    return withdraw(run, renderer(run.kept_site), name, why)


def shown(root, audience):
    """The schools that an audience was shown, by the ledger."""
    forms = forms_of(setting(root).records.ledger)
    return {n.split("school=")[1][:-1] for n, all_ in forms.items() if "school=" in n
            for f in all_ if f.shown and f.audience == audience}  # fmt: skip


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


# To whom.


def test_a_partner_is_told_by_its_own_rule_and_the_public_by_its_own(root):
    release(root)
    release(root, "board")
    assert shown(root, "public") < shown(root, "board") == set(SCHOOLS)


def test_a_release_to_a_partner_lies_in_a_folder_of_its_own_and_nothing_public_names_it(root):
    release(root)
    public, before = root / "out" / "site", {p: p.read_bytes() for p in (root / "out").rglob("*") if p.is_file()}
    done = release(root, "board")
    assert done.site == root / "out" / "for" / "board" / "site"
    assert done.bundles == (root / "out" / "for" / "board" / "bundles" / "lates.ken.zip",)
    assert {p: p.read_bytes() for p in before} == before
    assert "for/board" not in "".join(p.read_text("utf-8") for p in public.rglob("*.html"))
    release(root, now=NOW.replace(day=2))
    assert "partnership board" not in "".join(p.read_text("utf-8") for p in public.rglob("*.html"))


def test_pages_and_bundle_say_for_whom_they_are(root):
    release(root, "board")
    said = page(root, "lates", "for/board/site")
    assert "For The partnership board alone." in said
    data = (root / "out" / "for" / "board" / "bundles" / "lates.ken.zip").read_bytes()
    assert complaints(data, ANNA) == []
    assert check(data, [ANNA.public], "lates").genuine
    assert '"audience":"board"' in statement(data)


def statement(data):
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        envelope = json.loads(packed.read("ken/envelope.json"))
    return base64.b64decode(envelope["payload"]).decode()


def test_a_public_release_is_safe_beside_what_a_partner_was_told(root):
    """The board has every school but one of three children; with the public's total it would have that one."""
    deliver(root, {**SCHOOLS, "Westbrook": 3})
    story = root / "stories" / "lates.md"
    story.write_text("---\ntitle: Schools\n---\nA table.\n\n```table\nmeasure: lates\nby: school\nin: 2024/25\n```\n")
    release(root, "board")
    assert shown(root, "board") == {"Northside", "Eastfield"}
    story.write_text("---\ntitle: All\n---\nAll were late [2.0]{lates in 2024/25} times.\n")
    built = build(root)
    assert [f.verdict for _, f in built.findings] == ["withheld"]


def test_there_is_no_release_to_an_audience_that_nobody_named(root, tmp_path, capsys):
    assert main(["release", "--audience", "bord", "--workspace", str(root)]) == 2
    assert "there is no audience bord; did you mean board?" in capsys.readouterr().err


@pytest.mark.parametrize("audiences", ["{public: {title: P}}", "{b: {title: B, minimum_children: 4}}", "{b: {}}"])
def test_an_audience_has_a_name_of_its_own_a_title_and_at_least_five_children(tmp_path, audiences):
    root = children(tmp_path / "w", SCHOOLS, f"audiences: {audiences}\n")
    with pytest.raises(KenError, match=r"ken.yaml:"):
        setting(root)


# What was released, and taken back.


def test_the_ledger_says_what_was_released_to_whom_under_what_rule(root):
    release(root)
    release(root, "board")
    take_back(root, "release-0001")
    first, second = accounts(setting(root).records.ledger)
    assert (first.audience, first.withdrawn, second.audience, second.withdrawn) == (
        "public",
        "A wrong delivery.",
        "board",
        "",
    )
    assert "Fewer than 10 children" in first.rule
    assert "Fewer than 5 children" in second.rule
    assert first.hidden > second.hidden
    assert any("withdrawn: A wrong delivery." in line for line in account_lines([first, second]))


def test_a_withdrawn_release_is_off_its_site_and_its_forms_stay_known(root):
    release(root)
    before = forms_of(setting(root).records.ledger)
    done = take_back(root, "release-0001")
    assert (done.stories, done.site) == (("lates",), None)
    assert files(root / "out") == []
    assert forms_of(setting(root).records.ledger) == before
    assert verify_ledger(setting(root).records.ledger.entries()) == ()


def test_other_stories_stay_when_one_release_is_withdrawn(root):
    text = (root / "stories" / "lates.md").read_text()
    (root / "stories" / "other.md").write_text(text.replace("Who comes late", "Another"))
    release(root, names=["other"])
    release(root, names=["lates"])
    done = take_back(root, "release-0002")
    site = root / "out" / "site"
    assert done.stories == ("lates",)
    assert (site / "stories" / "other" / "index.html").exists()
    assert not (site / "stories" / "lates").exists()
    assert files(root / "out" / "bundles") == ["other.ken.zip"]
    assert "Withdrawn: lates." in "".join(p.read_text("utf-8") for p in site.rglob("*.html"))


def test_a_withdrawn_story_comes_back_only_when_it_is_released_again(root):
    text = (root / "stories" / "lates.md").read_text()
    (root / "stories" / "other.md").write_text(text.replace("Who comes late", "Another"))
    release(root)
    take_back(root, "release-0001")
    release(root, names=["other"], now=NOW.replace(day=2))
    assert not (root / "out" / "site" / "stories" / "lates").exists()
    again = release(root, names=["lates"], now=NOW.replace(day=3))
    assert again.stories == ("lates",)
    assert (root / "out" / "site" / "stories" / "lates").exists()


def test_a_newer_release_of_a_story_stays_when_an_older_one_is_withdrawn(root):
    release(root)
    deliver(root, SCHOOLS, late=4)
    story = root / "stories" / "lates.md"
    story.write_text(story.read_text().replace("[2.0]", "[4.0]"))
    release(root, now=NOW.replace(day=2))
    assert take_back(root, "release-0001").stories == ()
    assert "4.0" in page(root, "lates")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--withdraw", "release-0009", "--why", "x"], "there is no release release-0009; did you mean release-0001?"),
        (["--withdraw", "release-0001"], "say why it is withdrawn"),
        (["--why", "x"], "name it with --withdraw RELEASE"),
        (["--withdraw", "release-0001", "--why", "x", "--audience", "board"], "leave out stories, keys"),
    ],
)
def test_a_withdrawal_that_says_too_little_or_too_much_is_refused(root, capsys, given, said):
    release(root)
    assert main(["release", *given, "--workspace", str(root)]) == 2
    assert said in capsys.readouterr().err


def test_a_release_is_withdrawn_once(root, capsys):
    release(root)
    command = ["release", "--withdraw", "release-0001", "--why", "A wrong delivery.", "--workspace", str(root)]
    assert main(command) == 0
    assert "release-0001 is withdrawn: lates." in capsys.readouterr().out
    assert main(command) == 2
    assert "was withdrawn on 1 September 2026 already" not in capsys.readouterr().out
    assert main(["audit", "ledger", "--workspace", str(root)]) == 0
    assert "withdrawn: A wrong delivery." in capsys.readouterr().out
    assert main(["audit", "verify", "--workspace", str(root)]) == 0


def test_releases_to_two_audiences_at_once_wait_for_each_other(root, tmp_path):
    key = tmp_path / "anna.key"
    assert main(["key", str(key), "--holder", "Anna"]) == 0
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "kenspeckle", "release", "--key", str(key), "--json", *more],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for more in ([], ["--audience", "board"], [])
    ]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in running]
    assert [code for _, _, code in ended] == [0, 0, 0], ended
    ledger = setting(root).records.ledger
    assert verify_ledger(ledger.entries()) == ()
    assert sorted(one.audience for one in accounts(ledger)) == ["board", "public"]
    names = [json.loads(out)["release"] for out, _, _ in ended]
    assert sorted(filter(None, names)) == ["release-0001", "release-0002"]


def test_payloads_of_two_audiences_are_told_apart(root):
    release(root)
    release(root, "board")
    public, board = ((root / "out" / p / "bundles" / "lates.ken.zip").read_bytes() for p in ("", "for/board"))
    assert payload_of(public)["tables/cells.csv"] != payload_of(board)["tables/cells.csv"]
