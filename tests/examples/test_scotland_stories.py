"""The stories of the Scottish example hold, are refused where they should be, and can be released and verified.

They are what a newcomer looks at first: each claim in them is true of the public files, and each of the things that
this project promises can be tried on them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.examples.scotland import EXAMPLE

from kenspeckle.cli import main

STORIES = sorted(path.stem for path in (EXAMPLE / "stories").glob("*.md"))
FIGURES = ("line", "bar", "dot", "multiples", "area", "tiles")


@pytest.fixture(scope="module")
def built(delivered_to: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, its files taken in, built once; the build of all stories ends well."""
    root = shutil.copytree(delivered_to, tmp_path_factory.mktemp("stories") / "scotland")
    assert main(["build", "--workspace", str(root)]) == 0
    return root


@pytest.fixture
def draft(built: Path, tmp_path: Path) -> Path:
    """A copy of the built example to write in; its sources are taken in already."""
    return shutil.copytree(built, tmp_path / "scotland")


def rebuilt(root: Path, stories: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """Build stories; return the exit code and the answer for machines."""
    capsys.readouterr()
    code = main(["build", *stories, "--workspace", str(root), "--json"])
    return code, json.loads(capsys.readouterr().out)


def replaced(root: Path, story: str, old: str, new: str) -> int:
    """Change the one place in a story where `old` stands; return its line."""
    path = root / "stories" / f"{story}.md"
    text = path.read_text()
    assert text.count(old) == 1, f"`{old}` stands {text.count(old)} times in {story}"
    path.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


def test_every_claim_of_every_story_holds(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And there are enough of them that this says something."""
    code, answer = rebuilt(built, STORIES, capsys)
    assert code == 0
    assert answer["findings"] == []
    assert answer["stories"] == STORIES
    assert answer["hold"] == answer["claims"] > 100


def test_a_wrong_number_fails_with_its_line_its_evidence_and_the_words_that_would_be_true(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has to look for what to write instead."""
    line = replaced(draft, "fewer-primary-pupils", "[346 fewer]", "[364 fewer]")
    code, answer = rebuilt(draft, ["fewer-primary-pupils"], capsys)
    assert code == 1
    (finding,) = answer["findings"]
    assert finding["at"].startswith(f"stories/fewer-primary-pupils.md:{line}:")
    assert finding["words"] == "364 fewer"
    assert finding["evidence"] == "pupils_by_sector from 2022 to 2023"
    assert finding["verdict"] == "does not hold"
    assert "346" in finding["proposal"]


def test_fixing_writes_words_that_hold(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A draft whose number went wrong is put right from the data, and only there."""
    replaced(draft, "fewer-primary-pupils", "[346 fewer]", "[364 fewer]")
    assert main(["build", "fewer-primary-pupils", "--fix", "--workspace", str(draft)]) == 0
    fixed = (draft / "stories" / "fewer-primary-pupils.md").read_text()
    told = (EXAMPLE / "stories" / "fewer-primary-pupils.md").read_text()
    assert [a for a, b in zip(fixed.splitlines(), told.splitlines(), strict=True) if a != b and "346" not in a] == []


def test_no_change_is_told_between_two_files_that_print_one_collection(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Attendance in the 2021 and the 2022 workbook is of one school year: any change, and none, is refused alike."""
    said = ("fell", "rose by 0.1 points", "no clear change", "unchanged")
    story = draft / "stories" / "same-attendance-twice.md"
    claims = "\n\n".join(f"Attendance [{words}]{{attendance_as_filed from 2021 to 2022}}." for words in said)
    story.write_text(f"{story.read_text()}\n{claims}\n")
    code, answer = rebuilt(draft, ["same-attendance-twice"], capsys)
    assert code == 1
    assert [finding["words"] for finding in answer["findings"]] == list(said)
    for finding in answer["findings"]:
        assert finding["verdict"] == "refused"
        assert "The 2022 workbook repeats the attendance collected for 2020/21" in finding["why"]
        assert finding["proposal"] == ""


def test_a_report_card_ranks_nobody(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Councils sorted by value on a report card are refused when the story is read."""
    card = draft / "stories" / "fife-report-card.md"
    card.write_text(
        card.read_text() + "\n```chart\nkind: bar\nmeasure: school_roll\nby: council\nin: 2023\nsort: value\n```\n"
    )
    assert main(["build", "fife-report-card", "--workspace", str(draft)]) == 2
    assert "would rank places against each other" in capsys.readouterr().err


def test_every_kind_of_figure_is_shown_somewhere() -> None:
    """So that a newcomer meets each of them, and a picture of each can be taken."""
    told = "\n".join((EXAMPLE / "stories" / f"{story}.md").read_text() for story in STORIES)
    assert [kind for kind in FIGURES if f"\nkind: {kind}\n" not in told] == []
    assert [block for block in ("chart", "table", "map", "cards", "method") if f"\n```{block}\n" not in told] == []


@pytest.mark.parametrize("story", STORIES)
def test_a_page_has_one_area_map_at_most(story: str) -> None:
    """Outlines weigh more than all the rest of a page; tiles show the same."""
    assert (EXAMPLE / "stories" / f"{story}.md").read_text().count("kind: area") <= 1


@pytest.fixture(scope="module")
def released(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """All stories, released with a key made for this test; the folder of bundles, and the public key."""
    folder = tmp_path_factory.mktemp("released")
    root = shutil.copytree(built, folder / "scotland")
    key = folder / "keys" / "council"
    key.parent.mkdir()
    assert main(["key", str(key)]) == 0
    assert main(["release", "--workspace", str(root), "--key", str(key)]) == 0
    return root, key.with_name("council.pub")


@pytest.mark.parametrize("story", STORIES)
def test_each_story_is_released_as_a_bundle_that_a_stranger_can_verify(
    story: str, released: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """With the public key alone every figure and claim is computed again; inside, from the snapshots."""
    root, key = released
    bundle = root / "out" / "bundles" / f"{story}.ken.zip"
    assert main(["verify", str(bundle), "--key", str(key)]) == 0
    assert main(["verify", str(bundle), "--key", str(key), "--workspace", str(root)]) == 0
    assert "all as sealed" in capsys.readouterr().out


@pytest.mark.browser
def test_the_briefing_prints_on_one_sheet(released: tuple[Path, Path], browser: Any) -> None:
    """An elected member takes it into a meeting; what runs over is not read."""
    address = (released[0] / "out" / "site" / "stories" / "child-poverty-briefing" / "index.html").as_uri()
    page = browser.new_page()
    page.goto(address)
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheets)) == 1


def test_a_stranger_with_all_bundles_finds_no_child(
    released: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Public figures are known already; nothing that a publisher hid is given away by what we tell beside it."""
    root, key = released
    bundles = [str(path) for path in sorted((root / "out" / "bundles").iterdir())]
    assert len(bundles) == len(STORIES)
    assert main(["attack", *bundles, "--key", str(key)]) == 0


def test_explain_walks_a_number_down_to_the_file_it_came_from(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a line of a story to measure, source, snapshot and delivery."""
    line = (built / "stories" / "fife-report-card.md").read_text().split("[49,317 pupils]")[0].count("\n") + 1
    capsys.readouterr()
    assert main(["explain", f"stories/fife-report-card.md:{line}", "--workspace", str(built)]) == 0
    said = capsys.readouterr().out
    for word in ("school_roll", "school_summary", "School+level+summary+statistics+2023+v2.xlsx"):
        assert word in said
