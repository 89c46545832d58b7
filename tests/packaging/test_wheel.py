"""`pip install .` gives a wheel that carries everything it needs: templates, styles, schemas, grammar, starts."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CARRIED = {".html", ".css", ".js", ".lark", ".json", ".yaml", ".md", ".csv", ".svg", ".txt", ".xml"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    source = out / "source"
    tracked = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout.split(b"\0")
    for name in filter(None, tracked):
        path = name.decode()
        if path.startswith("src/") or path in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
            target = source / path
            if (ROOT / path).exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes((ROOT / path).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", out, source]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_carries_every_file_of_the_package(wheel):
    carried = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src"
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "src"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    wanted = {
        str(Path(p).relative_to("src")) for p in tracked.splitlines() if Path(p).suffix in CARRIED | {".py", ".typed"}
    }
    assert {w for w in wanted if (package / w).exists()} - carried == set()


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Runs `ken` from the wheel alone, with the sources out of sight."""
    home = tmp_path_factory.mktemp("home")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home / "installed")
    ken = [sys.executable, "-c", "from kenspeckle.cli import main; raise SystemExit(main())"]
    environment = {"PYTHONPATH": str(home / "installed"), "PATH": "/usr/bin:/bin", "HOME": str(home)}

    def run(*arguments):
        done = subprocess.run([*ken, *arguments], env=environment, capture_output=True, text=True, cwd=home)
        assert done.returncode == 0, done.stderr

    return run


def test_the_installed_wheel_makes_a_workspace_and_builds_it(installed, tmp_path):
    installed("new", tmp_path / "w")
    installed("build", "--workspace", tmp_path / "w")
    assert (tmp_path / "w" / "out" / "preview" / "index.html").exists()


def test_the_installed_wheel_makes_an_invented_region_with_every_definition(installed, tmp_path):
    """Its names, its phrases and its templates are files of their own."""
    installed("new", tmp_path / "w", "--demo", "--pupils", "600")
    templates = ROOT / "src" / "kenspeckle" / "region" / "workspace" / "templates"
    wanted = {p.relative_to(templates) for p in templates.rglob("*") if p.is_file()}
    assert len(wanted) > 60
    assert {p for p in wanted if not (tmp_path / "w" / p).is_file()} == set()
    assert (tmp_path / "w" / "deliveries" / "voices" / "voices.jsonl").stat().st_size > 10_000
