"""`make demo`: build and release examples/scotland with a key made for the demo, and say how to look at it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKSPACE = ROOT / "examples" / "scotland"
KEY = ROOT / ".make" / "demo.key"
KEN = Path(sys.executable).with_name("ken")


def ken(*arguments: str | Path) -> int:
    """Run one command, show it as a person would type it, and return its exit code."""
    shown = " ".join(_short(a) for a in arguments)
    print(f"\n$ ken {shown}", flush=True)
    return subprocess.run([KEN, *map(str, arguments)], check=False).returncode


def _short(argument: str | Path) -> str:
    path = Path(argument)
    return str(path.relative_to(ROOT)) if path.is_absolute() and path.is_relative_to(ROOT) else str(argument)


def main() -> int:
    started = time.monotonic()
    if not KEY.exists() and ken("key", KEY, "--holder", "Demo partnership") != 0:
        return 2
    built = ken("build", "--workspace", WORKSPACE)
    if built == 2:
        return built
    released = ken("release", "--workspace", WORKSPACE, "--key", KEY, "--holding")
    if released == 2:
        return released
    bundles = sorted((WORKSPACE / "out" / "bundles").glob("*.ken.zip"))
    page = WORKSPACE / "out" / "site" / "index.html"
    print(f"\nDone in {time.monotonic() - started:.0f} seconds. To look at it:")
    print(f"  open {_short(page)} in a browser, or run: .venv/bin/ken serve --workspace {_short(WORKSPACE)}")
    if bundles:
        key = _short(KEY.with_name(KEY.name + ".pub"))
        print("To check a story as a stranger would:")
        print(f"  .venv/bin/ken verify {_short(bundles[0])} --key {key}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
