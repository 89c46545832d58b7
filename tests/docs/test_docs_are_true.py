"""The documentation is true: made from the code, run as it is read, and its links and commands lead somewhere."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import sessions  # noqa: E402

import docs  # noqa: E402  (tools/docs.py, which is no package)

PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "GLOSSARY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-story.md"
CHECKING = ROOT / "docs" / "how-to" / "check-a-bundle.md"
EXPLANATION = ROOT / "docs" / "explanation"
DATABASE = ROOT / "docs" / "how-to" / "database-source.md"
WRITTEN = [page for page in PAGES if docs.REFERENCE not in page.parents]
"""Pages that people wrote; the others are made."""


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def without_blocks(text: str) -> str:
    lines = text.split("\n")
    for block in sessions.blocks(text):
        lines[block.first - 1 : block.last + 1] = [""] * (block.last + 2 - block.first)
    return "\n".join(lines)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"(?m)^#+ (.+)$", without_blocks(page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", h.replace("`", "").lower()).strip().replace(" ", "-") for h in headings}


def test_the_reference_is_as_the_code_says():
    """Run tools/docs.py when this fails: a command, a key, a word or a rule has changed."""
    assert [name(page) for page in docs.stale()] == []


def test_a_command_a_key_or_a_word_without_a_description_stops_the_writing():
    with pytest.raises(docs.Undocumented, match="the key x"):
        docs._told("  ", "the key x")


def test_every_command_has_its_chapter():
    from kenspeckle.cli import COMMANDS

    text = (docs.REFERENCE / "commands.md").read_text("utf-8")
    assert [c for c in COMMANDS if f"\n## ken {c}\n" not in text] == []


def test_every_key_of_every_definition_is_listed():
    from kenspeckle.ground.workspace import reference

    text = (docs.REFERENCE / "definitions.md").read_text("utf-8")
    assert [k for k in reference() if f"`{k.key}`" not in text] == []


@pytest.mark.parametrize("page", [p for p in PAGES if p.exists()], ids=name)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", without_blocks(page.read_text("utf-8"))):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", sessions.sessions(), ids=name)
def test_every_command_of_a_page_answers_as_it_is_printed(page):
    """Run `tools/sessions.py --write PAGE` when an answer has changed for the better, and read what came."""
    assert "\n\n".join(map(str, sessions.run(page))) == ""


def said(page: Path) -> list[str]:
    """Every `ken …` that a page mentions, in its text and in its blocks."""
    text = page.read_text("utf-8")
    inline = re.findall(r"`(ken(?: [^`\n]+)?)`", without_blocks(text))
    typed = [c for b in sessions.blocks(text) if b.language == "console" for _, c, _ in sessions.commands(b)]
    typed += [line.removeprefix("$ ") for b in sessions.blocks(text) for line in b.lines if line.startswith("$ ken ")]
    parts = [part.strip() for command in typed for part in re.split(r"&&|\||;|\$\(|2>&1|>|<", command)]
    return [*inline, *(part for part in parts if part.startswith("ken "))]


@pytest.mark.parametrize("page", WRITTEN, ids=name)
def test_every_command_that_is_mentioned_exists_with_its_options(page):
    from kenspeckle.cli import parser

    (commands,) = (a.choices for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    unknown = []
    for command in said(page):
        words = shlex.split(command.replace("…", ""))[1:]
        if not words or words[0].startswith("-") or words[0] in ("COMMAND", "command"):
            continue
        options = {o for a in commands[words[0]]._actions for o in a.option_strings} if words[0] in commands else set()
        if words[0] not in commands or not {w for w in words if w.startswith("--")} <= options:
            unknown.append(command)
    assert unknown == []


def test_make_targets_that_are_mentioned_exist():
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
    mentioned = {m for page in WRITTEN for m in re.findall(r"`make ([a-z-]+)`|(?m:^make ([a-z-]+))", page.read_text())}
    assert {a or b for a, b in mentioned} <= targets


def test_every_dependency_is_argued_for_and_nothing_else_is():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = project["dependencies"] + [d for group in project["optional-dependencies"].values() for d in group]
    wanted = {re.split(r"[\[<>=~! ]", d, maxsplit=1)[0].lower() for d in asked}
    text = (ROOT / "docs" / "explanation" / "libraries.md").read_text("utf-8")
    argued = {row.lower() for row in re.findall(r"(?m)^\| ([\w.-]+) \| .{10,} \|$", text)} - {"library"}
    assert argued == wanted


@pytest.mark.parametrize("block", [b for b in sessions.blocks(DATABASE.read_text("utf-8")) if b.language == "yaml"])
def test_the_deliveries_of_the_database_page_are_ones_that_a_contract_may_have(block, tmp_path):
    from kenspeckle.ground.workspace import load, new

    new(tmp_path / "w", "W")
    contract = tmp_path / "w" / "sources" / "attendance.yaml"
    start, _, _ = contract.read_text("utf-8").partition("      deliveries:\n")
    contract.write_text(start + "".join(f"      {line}\n" for line in block.lines), encoding="utf-8")
    (delivery,) = load(tmp_path / "w").contracts["attendance"].deliveries
    assert delivery.format == "database"
    assert {"table", "query"} & set(delivery.options)


def column(page: Path, head: str) -> list[str]:
    """The first column of the tables of `page` whose first heading is `head`, without marks."""
    found, inside = [], False
    for line in page.read_text("utf-8").split("\n"):
        first = line.split("|")[1].strip().strip("`*") if line.startswith("|") else ""
        inside = first == head or (inside and bool(first))
        if inside and first != head and not first.startswith("---"):
            found.append(first)
    return found


def test_the_table_of_a_bundle_names_the_files_that_a_bundle_holds():
    """What it holds is what the page on checking one lists, and that page's commands are run."""
    listing = CHECKING.read_text("utf-8")
    held = re.search(r"zipfile -l .*\nFile\S*.*\n([\s\S]*?)```", listing)[1].split()
    assert sorted(column(EXPLANATION / "formats.md", "file")) == sorted(held)


def test_the_house_shows_every_room():
    source = ROOT / "src" / "kenspeckle"
    floors = {"outside", "inside", "ground"}
    rooms = {d.parent.name for floor in (".", *floors) for d in (source / floor).glob("*/__init__.py")}
    filled = {d for d in rooms if any((f / d).is_dir() for f in (source, *(source / floor for floor in floors)))}
    shown = set(re.findall(r"(?m)^ +(\w+)/", (EXPLANATION / "house.md").read_text("utf-8")))
    written = {r for r in filled if _has_code(source, r)}
    assert written - shown == set()
    assert shown - rooms == set()


def _has_code(source: Path, room: str) -> bool:
    return any(f.stem != "__init__" or f.stat().st_size > 200 for f in source.glob(f"**/{room}/*.py"))


def test_the_page_on_noise_lists_what_a_contract_may_say_of_it():
    from kenspeckle.ground.workspace.described import schemas

    said = json.dumps(schemas()["source-ken"])
    kinds = column(EXPLANATION / "noise.md", "noise")
    assert re.search(r'"enum": \["' + '", "'.join(kinds) + r'"\]', said)


def test_the_page_on_other_ways_lists_the_axes():
    from kenspeckle.outside.tell.other_ways import Axis

    assert sorted(column(EXPLANATION / "robustness.md", "axis")) == sorted(Axis)


def test_the_glossary_has_one_meaning_for_one_word():
    words = [w for line in column(ROOT / "GLOSSARY.md", "word") for w in line.split(", ")]
    assert len(words) == len(set(words)) > 60


def test_no_page_shows_a_crash():
    assert [name(page) for page in PAGES if sessions.CRASH in page.read_text("utf-8")] == []


def test_the_readme_fits_a_screen_or_two_and_shows_what_fails():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.split("\n")) <= 100
    for needed in ("make demo", "make test", "docs/pictures/", "does not hold", "will not do"):
        assert needed in text


def test_the_answers_in_the_readme_are_those_of_the_pages_that_are_run():
    """The README shows parts of two sessions, which start elsewhere."""
    told = {*TUTORIAL.read_text("utf-8").split("\n"), *CHECKING.read_text("utf-8").split("\n")}
    blocks = sessions.blocks((ROOT / "README.md").read_text("utf-8"))
    shown = [line for block in blocks if block.language == "text" for line in block.lines]
    assert [line for line in shown if line not in told and line != "…"] == []


def test_pictures_are_light_and_each_is_described():
    for page in WRITTEN:
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text("utf-8")):
            assert len(words) > 20, f"{name(page)}: {target} has no description"
            assert (page.parent / target).stat().st_size < 200_000


def test_an_answer_that_changed_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one two\none three\n```\n")
    assert [d.now for d in sessions.run(page)] == ["one two"]
    sessions.run(page, write=True)
    assert page.read_text() == "```console\n$ echo one two\none two\n```\n"
    assert sessions.run(page) == []


def test_digests_and_days_may_differ_and_nothing_else():
    assert sessions.same("sealed 5f2a91bc0d3e77aa on 2026-11-21", "sealed 0000aaaa1111bbbb on 2031-01-02")
    assert sessions.same("one\n…\nfour", "one\ntwo\nthree\nfour")
    assert not sessions.same("12 rows", "13 rows")
