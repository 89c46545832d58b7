"""Run the commands that a page of the documentation shows, as a reader would, and compare what they print.

    tools/sessions.py PAGE...            say where a page no longer tells the truth
    tools/sessions.py --write PAGE...    paste into the page what its commands print now

A page is a session in a fresh home folder. Three kinds of fenced block take part in it, in the order of the page:

    ```console                        lines that begin with "$ " are typed; the lines below each are its answer
    ```yaml file=PATH                 the file is written with the block's text
    ```markdown file=PATH line=N      line N of the file is replaced by the block's text
    ```yaml file=PATH append          the block's text is added to the end of the file

A block below `<!-- not run: REASON -->` is left out. An answer line of "…" stands for any lines. What differs from
one run to the next and means nothing (digests, keys, days) is masked before answers are compared.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = "/home/you"
"""What the pages call the reader's home folder."""

CRASH = "Traceback (most recent call last)"
"""No page shows one, and none is pasted."""

_FENCE = re.compile(r"^(`{3,}|~{3,})(\w*)[ ]?(.*)$")
_MASKS = (
    (re.compile(r"ken-ed25519 \S+"), "ken-ed25519 KEY"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "DIGEST"),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?\b"), "DAY"),
)


@dataclass(frozen=True)
class Block:
    """One fenced block. first: number of its first line of text, from 0; last: number of the closing fence."""

    language: str
    about: str
    lines: tuple[str, ...]
    first: int
    last: int
    skipped: bool


@dataclass(frozen=True)
class Difference:
    """A command whose answer is not the one printed."""

    page: Path
    line: int
    command: str
    printed: str
    now: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: $ {self.command}\n--- the page says\n{self.printed}\n--- it is\n{self.now}"


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    found, lines, at = [], text.split("\n"), 0
    while at < len(lines):
        opened = _FENCE.match(lines[at])
        if opened is None:
            at += 1
            continue
        end = next(i for i in range(at + 1, len(lines)) if lines[i].strip() == opened[1])
        above = next((line for line in reversed(lines[:at]) if line.strip()), "")
        skipped = above.startswith("<!-- not run:")
        found.append(Block(opened[2], opened[3].strip(), tuple(lines[at + 1 : end]), at + 1, end, skipped))
        at = end + 1
    return found


def masked(text: str) -> str:
    """Return `text` without what differs from run to run and means nothing."""
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))


def same(printed: str, now: str) -> bool:
    """Whether an answer is the one printed, where a line of "…" stands for any lines."""
    parts = [re.escape(part.strip("\n")) for part in re.split(r"(?m)^…$", masked(printed))]
    return re.fullmatch(r"[\s\S]*".join(parts), masked(now)) is not None


class Session:
    """A reader at a shell, in a home folder of their own."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder, self.code = home, home, 0
        self._environment = {
            "HOME": str(home),
            "KEN_PERSON": "you",
            "LANG": "C.UTF-8",
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PWD": str(home),
        }

    def type(self, command: str) -> str:
        """Run one command and return all that it prints, with the home folder called by its name in the pages."""
        after = self.home / ".after"
        script = f"(exit {self.code})\n{command}\ncode=$?; pwd > {after}; exit $code"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        self.code = done.returncode
        self.folder = Path(after.read_text().strip()) if after.exists() else self.folder
        return done.stdout.replace(str(self.home), HOME).rstrip("\n")

    def write(self, block: Block) -> None:
        """Do to a file what a block says."""
        words = block.about.split()
        said = dict(word.partition("=")[::2] for word in words)
        path, text = self.folder / said["file"], "\n".join(block.lines)
        path.parent.mkdir(parents=True, exist_ok=True)
        if "line" in said:
            lines = path.read_text(encoding="utf-8").split("\n")
            lines[int(said["line"]) - 1] = text
            text = "\n".join(lines)
        elif "append" in words:
            text = path.read_text(encoding="utf-8") + text + "\n"
        else:
            text += "\n"
        path.write_text(text, encoding="utf-8")


def commands(block: Block) -> list[tuple[int, str, list[str]]]:
    """Return the commands of a console block: number of the line, command, and the answer printed below it."""
    found: list[tuple[int, str, list[str]]] = []
    for i, line in enumerate(block.lines):
        if line.startswith("$ "):
            found.append((block.first + i, line[2:], []))
        elif found:
            found[-1][2].append(line)
    return found


def run(page: Path, *, write: bool = False) -> list[Difference]:
    """Run the session of `page`; return where it differs. write: paste the new answers, but for crashes."""
    text = page.read_text(encoding="utf-8")
    lines, differences, answers = text.split("\n"), [], []
    with tempfile.TemporaryDirectory(prefix="ken-docs-") as folder:
        session = Session(Path(folder).resolve())
        for block in blocks(text):
            if block.skipped:
                continue
            if block.language != "console":
                if "file=" in block.about:
                    session.write(block)
                continue
            pasted: list[str] = []
            for line, command, printed in commands(block):
                now = session.type(command)
                if same("\n".join(printed), now):
                    pasted += [f"$ {command}", *printed]
                    continue
                differences.append(Difference(page, line + 1, command, "\n".join(printed), now))
                if CRASH in now:
                    pasted += [f"$ {command}", *printed]
                    continue
                pasted += [f"$ {command}", *(now.split("\n") if now else [])]
            answers.append((block, pasted))
    if write:
        for block, pasted in reversed(answers):
            lines[block.first : block.last] = pasted
        page.write_text("\n".join(lines), encoding="utf-8")
        return [d for d in differences if CRASH in d.now]
    return differences


def sessions() -> list[Path]:
    """Return the pages that show commands to be run."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        page
        for page in pages
        if any(b.language == "console" and not b.skipped and commands(b) for b in blocks(page.read_text("utf-8")))
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the pages named, or all."""
    reading = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reading.add_argument("pages", nargs="*", type=Path)
    reading.add_argument("--write", action="store_true")
    asked = reading.parse_args(arguments)
    differences = [d for page in asked.pages or sessions() for d in run(page.resolve(), write=asked.write)]
    for difference in differences:
        print(f"{difference}\n")
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
