"""Measure `ken build` with `ken release` against the floor, side by side, on 5,000,040 rows.

Processor time (user and system) of whole processes, the median of interleaved runs after ingest, and the most
memory that any of them held. Prints the bars beside what was measured; exit code 1 when one is missed.

    python bench/run.py [--runs 5] [--rows DIR]
"""

from __future__ import annotations

import argparse
import compileall
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import kenspeckle

HERE = Path(__file__).parent
KEN = (sys.executable, "-m", "kenspeckle")

RATIO, STORY_MS, MEMORY_MB, AGAIN, HELP, VERIFY = 1.5, 15, 500, 0.5, 0.2, 1.0


@dataclass(frozen=True)
class Spent:
    """What one process cost: processor seconds, wall seconds, and megabytes at its largest."""

    processor: float
    wall: float
    memory: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.processor + other.processor, self.wall + other.wall, max(self.memory, other.memory))


def spend(command: Sequence[str | Path]) -> Spent:
    """Run `command` to its end and return what it cost; raises CalledProcessError with its output when it fails."""
    # The sums over all children give one child's time; the largest child's memory needs a process of its own.
    meter = "import resource,subprocess,sys; c=subprocess.run(sys.argv[1:]).returncode; \
u=resource.getrusage(resource.RUSAGE_CHILDREN); \
print(f'\\nSPENT {u.ru_utime + u.ru_stime} {u.ru_maxrss / 1024}', file=sys.stderr); sys.exit(c)"
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", meter, *map(str, command)], capture_output=True, text=True, check=False
    )
    wall = time.monotonic() - start
    # 1 is a finding about the data, such as a claim that does not hold; only 2 and crashes are failures here
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        sys.stderr.write(done.stdout + done.stderr)
        raise subprocess.CalledProcessError(done.returncode, [str(c) for c in command])
    _, processor, memory = done.stderr.rsplit("\n", 2)[-2].split()
    return Spent(float(processor), wall, float(memory))


def fresh(root: Path) -> None:
    """Forget what was built and released, and keep what was taken in."""
    kept = root / ".ingested"
    state = root / ".ken"
    if not kept.exists():
        spend([*KEN, "ingest", "--workspace", root])
        shutil.copytree(state, kept)
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(kept, state)
    shutil.rmtree(root / "out", ignore_errors=True)


def whole(root: Path, key: Path) -> Spent:
    """Build and release everything in the workspace `root`, from a state in which only ingest was done."""
    fresh(root)
    built = spend([*KEN, "build", "--workspace", root])
    return built + spend([*KEN, "release", "--key", key, "--workspace", root])


def middle(spent: Sequence[Spent], what: Callable[[Spent], float]) -> float:
    return statistics.median(what(s) for s in spent)


def report(line: str, value: float, unit: str, bar: float | None) -> bool:
    """Print one line; return whether its bar, if it has one, is met."""
    met = bar is None or value <= bar
    at_most = "" if bar is None else f"at most {bar:g} {unit}".rstrip() + ("" if met else "   MISSED")
    sys.stdout.write(f"{line:<52} {value:>9.3f} {unit:<3} {at_most}\n")
    sys.stdout.flush()
    return met


def measure(rows: Path, runs: int) -> bool:
    key = rows / "bench.key"
    if not key.exists():
        spend([*KEN, "key", key])
    one, twenty = rows / "one", rows / "twenty"
    floor_command = [sys.executable, HERE / "floor.py", one / "deliveries" / "openings.parquet"]
    floor_command += [one / "stories" / "region.md", rows / "floor.ken.zip"]
    floors, ones, twenties = [], [], []
    for _ in range(runs):
        floors.append(spend(floor_command))
        ones.append(whole(one, key))
        twenties.append(whole(twenty, key))
    floor = middle(floors, lambda s: s.processor)
    story = middle(ones, lambda s: s.processor)
    many = middle(twenties, lambda s: s.processor)
    sys.stdout.write(f"processor time, median of {runs} interleaved runs after ingest\n")
    met = [
        report("the floor: hand-written script", floor, "s", None),
        report("ken build and ken release, one story", story, "s", None),
        report("ratio to the floor", story / floor, "x", RATIO),
        report("ken build and ken release, twenty stories", many, "s", None),
        report("each added story", (many - story) * 1000 / 19, "ms", STORY_MS),
        report("most memory, ken", max(s.memory for s in [*ones, *twenties]), "MB", MEMORY_MB),
        report("most memory, the floor", max(s.memory for s in floors), "MB", None),
    ]
    spend([*KEN, "build", "--workspace", one])
    again = [spend([*KEN, "build", "--workspace", one]) for _ in range(runs)]
    met.append(report("a second build with nothing changed (wall)", middle(again, lambda s: s.wall), "s", AGAIN))
    helped = [spend([*KEN, "--help"]) for _ in range(runs)]
    met.append(report("ken --help (wall)", middle(helped, lambda s: s.wall), "s", HELP))
    for bundle in sorted((one / "out" / "bundles").glob("*.ken.zip"))[:1]:
        checked = [spend([*KEN, "verify", bundle]) for _ in range(runs)]
        met.append(report("ken verify (wall)", middle(checked, lambda s: s.wall), "s", VERIFY))
    return all(met)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure ken build and release against the floor.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=Path, help="where make_rows.py wrote; made when it is not there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        # An installed package has its bytecode; a checkout in which none may be written would be compiled each time.
        compileall.compile_dir(Path(kenspeckle.__file__).parent, quiet=2)
        rows = arguments.rows or Path(scratch) / "region"
        if not (rows / "twenty").exists():
            spend([sys.executable, HERE / "make_rows.py", rows])
        return 0 if measure(rows, arguments.runs) else 1


if __name__ == "__main__":
    sys.exit(main())
