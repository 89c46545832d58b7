"""Checking a bundle of a hundred figures takes less than a second, and twice the figures take twice the work."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.spec.work.running import ANNA, release, start

from kenspeckle.outside.verify import check, payload_of


def with_figures(root: Path, claims: int, charts: int) -> bytes:
    """Return the released bundle of a story with so many claims and charts."""
    start(root)
    rows = [line.split(",") for line in (root / "deliveries" / "attendance.csv").read_text().splitlines()[1:]]
    lines = []
    for i in range(claims):
        year, school, _, possible, present = rows[i % len(rows)]
        share = f"{100 * int(present) / int(possible):.1f}"
        lines.append(f"In {school} it was [{share}%]{{attendance_rate where school = {school} in {year}}}.\n")
    for i in range(charts):
        lines.append(f"```chart\nkind: line\nmeasure: attendance_rate\nwhere: school = {rows[i % 4][1]}\n```\n")
    (root / "stories" / "first-story.md").write_text("---\ntitle: Many\n---\n" + "\n".join(lines))
    release(root)
    return (root / "out" / "bundles" / "first-story.ken.zip").read_bytes()


def calls(data: bytes) -> int:
    """How many functions are called when the bundle is checked."""
    counted = 0

    def count(frame, event, argument):
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        report = check(data, [ANNA.public])
    finally:
        sys.setprofile(None)
    assert report.genuine
    return counted


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    return with_figures(tmp_path_factory.mktemp("cost") / "w", claims=50, charts=50)


def test_a_hundred_figures_are_checked_in_less_than_a_second(hundred, tmp_path):
    """Processor time of the whole command from its start, so that a busy machine does not count."""
    (tmp_path / "x.ken.zip").write_bytes(hundred)
    (tmp_path / "anna.pub").write_text(ANNA.public.line() + "\n")
    meter = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime)"
    )
    ken = [sys.executable, "-m", "kenspeckle", "verify", "x.ken.zip", "--key", "anna.pub"]
    command = [sys.executable, "-c", meter, *ken]
    spent = [subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout for _ in range(3)]
    assert min(map(float, spent)) < 1


def test_the_work_grows_with_the_figures_and_no_faster(hundred, tmp_path):
    check(hundred, [ANNA.public])  # grammars are read once, whatever is checked
    few = with_figures(tmp_path / "few", claims=25, charts=25)
    small, large = calls(few), calls(hundred)
    assert large < 2.2 * small


def test_a_check_reads_each_file_once(hundred, monkeypatch):
    import json

    read = []
    loads = json.loads
    monkeypatch.setattr(json, "loads", lambda text, **named: read.append(len(text)) or loads(text, **named))
    assert check(hundred, [ANNA.public]).genuine
    parsed = [name for name in payload_of(hundred) if name.endswith(".json")]
    assert len(read) <= len(parsed)


def test_nothing_heavy_is_woken_to_check_a_bundle(hundred, tmp_path):
    (tmp_path / "x.ken.zip").write_bytes(hundred)
    (tmp_path / "anna.pub").write_text(ANNA.public.line() + "\n")
    heavy = ("django", "duckdb", "highspy", "numpy", "sqlglot", "jsonschema")
    code = (
        "import sys; from kenspeckle.cli import main; code = main(['verify', 'x.ken.zip', '--key', 'anna.pub']);"
        f"print(sorted(m for m in {heavy!r} if m in sys.modules)); sys.exit(code)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
