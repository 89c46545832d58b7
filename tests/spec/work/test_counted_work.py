"""What a command costs, counted in scans and imports: seconds differ from machine to machine, these do not."""

import json
import subprocess
import sys

import pytest
from bench import make_rows

COUNT = """
import contextlib, io, json, sys
from kenspeckle.cli import main
scans = []
if sys.argv[1] == "scans":
    from kenspeckle.store.duck import DuckEngine
    run = DuckEngine.run
    DuckEngine.run = lambda engine, tree: scans.append(tree.sql()) or run(engine, tree)
with contextlib.redirect_stdout(io.StringIO()) as said:
    try:
        code = main(sys.argv[2:])
    except SystemExit as stop:
        code = stop.code
print(json.dumps({"exit": code, "scans": scans, "modules": sorted(sys.modules), "said": said.getvalue()}))
"""


def ken(*arguments, scans=False):
    """Run one command in a process of its own: its exit code, the engine's queries, the modules it imported."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT, "scans" if scans else "modules", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def imported(done, *packages):
    """Which of `packages` were imported."""
    return {p for p in packages if p in done["modules"]}


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    target = tmp_path_factory.mktemp("region")
    make_rows.make(target, 3000)
    assert ken("key", target / "k.key")["exit"] == 0
    return target


@pytest.fixture(scope="module")
def built(region):
    """A workspace with one story, built and released once; and what each command did."""
    root = region / "one"
    ken("ingest", "--workspace", root)
    commands = {"build": ken("build", "--workspace", root, scans=True)}
    commands["again"] = ken("build", "--workspace", root)
    commands["release"] = ken("release", "--key", region / "k.key", "--workspace", root)
    commands["verify"] = ken("verify", root / "out" / "bundles" / "region.ken.zip", "--key", region / "k.key.pub")
    assert [done["exit"] for done in commands.values()] == [0, 0, 0, 0], commands
    return commands


def test_twenty_stories_read_the_rows_as_often_as_one(region, built):
    root = region / "twenty"
    ken("ingest", "--workspace", root)
    many = ken("build", "--workspace", root, scans=True)
    assert len(many["scans"]) == len(built["build"]["scans"]) == 2, "which periods there are, and the cells"
    again = ken("release", "--holding", "--key", region / "k.key", "--workspace", root, scans=True)
    assert again["scans"] == []


def test_a_build_takes_in_no_more_than_it_needs(built):
    unneeded = ("numpy", "highspy", "statsmodels", "psycopg", "jsonschema", "kenspeckle.inside.ingest.feeds.web")
    assert imported(built["build"], *unneeded) == set()


def test_a_build_with_nothing_changed_imports_the_standard_library_alone(built):
    again = built["again"]
    assert "Nothing has changed" in again["said"]
    heavy = (
        "django",
        "duckdb",
        "numpy",
        "highspy",
        "sqlglot",
        "lark",
        "markdown_it",
        "yaml",
        "cryptography",
        "asyncio",
    )
    assert imported(again, *heavy) == set()


def test_a_release_after_its_build_wakes_neither_engine_nor_parser(built):
    assert imported(built["release"], "duckdb", "sqlglot", "numpy", "highspy") == set()


def test_a_stranger_checks_a_bundle_without_what_made_it(built):
    heavy = ("django", "duckdb", "numpy", "highspy", "sqlglot")
    assert imported(built["verify"], *heavy) == set()


def test_help_imports_no_room():
    done = ken("--help")
    assert done["exit"] == 0
    rooms = ("work", "portal", "records", "outside", "protect", "inside", "govern", "store", "ground.workspace")
    assert imported(done, *(f"kenspeckle.{room}" for room in rooms), "django", "sqlglot", "yaml") == set()
