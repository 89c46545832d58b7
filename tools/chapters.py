"""What each room promises: the names and first words of its tests, read as rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kenspeckle"

ROOMS = (
    ("ground/terms", "terms"),
    ("ground/workspace", "workspace"),
    ("ground/words", "words"),
    ("ground/expressions", "expressions"),
    ("ground/statistics", "statistics"),
    ("store", "store"),
    ("govern", "govern"),
    ("inside/ingest", "ingest"),
    ("inside/check", "check"),
    ("inside/link", "link"),
    ("inside/measure", "measure"),
    ("protect", "protect"),
    ("listen", "listen"),
    ("outside/tell", "tell"),
    ("outside/tell/judge", "judge"),
    ("outside/find", "find"),
    ("outside/improve", "improve"),
    ("outside/mapping", "mapping"),
    ("outside/draw", "draw"),
    ("outside/verify", "verify"),
    ("outside/attack", "attack"),
    ("records", "records"),
    ("work", "work"),
    ("portal", "portal"),
    ("cli", "cli"),
    ("region", "region"),
)
"""Every room, from the ground up, and the folder of tests/spec that holds its promises."""

LETTERS = {"csv": "CSV", "html": "HTML", "svg": "SVG", "json": "JSON", "xml": "XML", "yaml": "YAML", "sql": "SQL"} | {
    "zip": "ZIP", "rss": "RSS", "http": "HTTP", "id": "ID", "ods": "ODS", "xlsx": "XLSX", "simd": "SIMD", "utf": "UTF"
}  # fmt: skip


def sentence(text: str) -> str:
    """Return `text` with a capital and a full stop."""
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def promises(tests: str, room: str) -> str:
    """Return the chapter of one room: its tests as sentences."""
    page = [f"# {tests}: what is promised\n\n"]
    for own in (SOURCE / room / "__init__.py", SOURCE / f"{room}.py"):
        if own.exists() and (opening := ast.get_docstring(ast.parse(own.read_text(encoding="utf-8")))):
            page.append(f"{opening}\n\nCode: `{own.relative_to(ROOT)}`. ".replace("/__init__.py", "/"))
    page.append(f"Tests: `tests/spec/{tests}/`.\n")
    for file in sorted((ROOT / "tests" / "spec" / tests).glob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        page.append(f"\n## {sentence((ast.get_docstring(tree) or file.stem).splitlines()[0]).rstrip('.')}\n\n")
        page.extend(f"- {line}\n" for line in _rules(tree))
    return "".join(page)


def _rules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            words = [LETTERS.get(word, word) for word in node.name.removeprefix("test_").split("_")]
            why = re.sub(r"\s+", " ", ast.get_docstring(node) or "")
            rule = re.sub(r" s\b", "'s", " ".join(words))
            yield sentence(rule) + (f" *{why.replace('*', chr(92) + '*')}*" if why else "")
