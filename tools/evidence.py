"""`make evidence`: the long tests, all of them or one shard (`i/n`), chosen by name so that each shard is stable."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-m", "evidence"]


def collected() -> list[str]:
    """Return the ids of all evidence tests."""
    run = subprocess.run([*PYTEST, "--collect-only"], cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 5):
        print(run.stdout + run.stderr)
        raise SystemExit(run.returncode)
    found = [line for line in run.stdout.splitlines() if "::" in line]
    if not found:
        raise SystemExit("no evidence was found at all: the marker or the listing has changed")
    return found


def main(shard: str) -> int:
    """Run the tests of `shard` ("2/7"), or all when it is empty."""
    tests = collected()
    if shard:
        part, parts = (int(n) for n in shard.split("/"))
        tests = [t for t in tests if zlib.crc32(t.encode()) % parts == part % parts]
    if not tests:
        print(f"no evidence in shard {shard}")
        return 0
    return subprocess.run([*PYTEST, "-v", *tests], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
