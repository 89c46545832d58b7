"""Write docs/reference from the code, so that nothing in it can be forgotten or go out of date.

    tools/docs.py            write every page anew
    tools/docs.py --check    say which pages differ from the code, and change nothing

Each page is made from the table that the code itself works by: the parser of the commands, the keys by which
definitions are loaded, the vocabulary by which words are read, the grammar, the readers. What the rooms promise is
taken from the names and first words of their tests. A thing that has no description stops the writing.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from chapters import ROOMS, ROOT, SOURCE, promises, sentence

REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by tools/docs.py from the code. Do not edit: change the code, and run it again. -->\n\n"

BEGINNINGS = {
    "ken.yaml": "ken.yaml",
    "a contract": "sources/*.yaml",
    "the ken block of a property": "sources/*.yaml: the ken block of a property",
    "the ken block of a contract": "sources/*.yaml: the ken block of the contract",
    "a measure": "measures/*.yaml",
    "a level of places": "places/*.yaml",
    "goals.yaml": "goals.yaml",
    "a comparison": "comparisons.yaml",
    "a word": "glossary.yaml",
    "a known table": "known/*.yaml",
    "front matter": "stories/*.md: front matter",
}
"""The block with which the keys of each file begin."""


class Undocumented(Exception):
    """Something that people can use has no description."""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "".join("| " + " | ".join(_cell(c) for c in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def _told(text: str | None, what: str) -> str:
    if not text or not text.strip():
        raise Undocumented(f"{what} has no description")
    return text.strip()


def commands() -> str:
    """Return the page of commands: every one with every option, and the exit codes."""
    from kenspeckle.cli import COMMANDS, parser

    top = parser()
    (choices,) = (a.choices for a in top._actions if isinstance(a, argparse._SubParsersAction))
    listed = table(
        ["command", "what it does"],
        ([f"[`ken {n}`](#ken-{n})", sentence(_told(s, f"ken {n}"))] for n, (s, *_) in COMMANDS.items()),
    )
    page = ["# Commands\n\n", listed, "\n", _exit_codes()]
    for name, (what, *_) in COMMANDS.items():
        actions = [a for a in choices[name]._actions if not isinstance(a, argparse._HelpAction)]
        words = " ".join(_usage(a) for a in actions)
        page.append(f"\n## ken {name}\n\n{sentence(what)}\n\n```text\nken {name} {words}\n```\n\n")
        page.append(table(["argument", "what it says"], ([f"`{_named(a)}`", _help(a)] for a in actions)))
    return "".join(page)


def _exit_codes() -> str:
    return "## Exit codes\n\n" + table(
        ["code", "means"],
        [
            ["0", "All well."],
            ["1", "A finding: a claim that does not hold, is refused or cannot be told; a check that failed; a bundle that is not genuine."],  # noqa: E501
            ["2", "Misuse or bad input: a file or definition that cannot be read. The message says what to do."],
            ["130", "Stopped from the keyboard. Nothing is lost."],
        ],
    )  # fmt: skip


def _named(action: argparse.Action) -> str:
    if action.option_strings:
        name = ", ".join(action.option_strings)
        return name if action.nargs == 0 else f"{name} {action.metavar or action.dest.upper()}"
    return str(action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper()))


def _usage(action: argparse.Action) -> str:
    name = _named(action)
    if action.option_strings:
        return f"[{name}]"
    return {"*": f"[{name} ...]", "+": f"{name} ...", "?": f"[{name}]"}.get(str(action.nargs), name)


def _help(action: argparse.Action) -> str:
    standing = {"DIR": "A folder.", "FILE": "A file.", "BUNDLE": "A bundle: a file that ends in .ken.zip."}
    text = action.help or standing.get(str(action.metavar)) or {"port": "Port to answer on."}.get(action.dest)
    shown = sentence(_told(text, f"the argument {_named(action)}"))
    default = action.default
    if isinstance(default, int) and not isinstance(default, bool) and "default" not in shown.lower():
        shown += f" Default: {default}."
    return shown


def definitions() -> str:
    """Return the page of every key of every file that people write."""
    from kenspeckle.ground.workspace import reference

    page = [
        "# Definitions\n\nEvery key of every file of a workspace. Editors complete and check them with the JSON "
        "Schemas in `src/kenspeckle/ground/workspace/schemas/`. An unknown key is a complaint with its line, and "
        "the nearest right one. A key in **bold** is required.\n"
    ]
    begun: set[str] = set()
    for block, keys in groupby(reference(), key=lambda k: k.kind):
        begun.add(block)
        level = "##" if block in BEGINNINGS else "###"
        page.append(f"\n{level} {BEGINNINGS.get(block, sentence(block).rstrip('.'))}\n\n")
        rows = (
            [
                f"**`{k.key}`**" if k.required else f"`{k.key}`",
                _told(k.type, f"{block}: {k.key}"),
                _told(k.meaning, f"{block}: {k.key}") + (f" Default: `{k.default}`." if k.default else ""),
            ]
            for k in keys
        )
        page.append(table(["key", "type", "meaning"], rows))
    if missing := BEGINNINGS.keys() - begun:
        raise Undocumented(f"no keys are known for {sorted(missing)}")
    return "".join(page)


def vocabulary() -> str:
    """Return the page of words that can be tested."""
    from kenspeckle.ground.words import vocabulary as entries

    page = [
        "# Vocabulary\n\nThe words that can be tested. Phrases are matched whole, the longest first, whatever their "
        "case. Words that stand in no entry (nouns, names) are passed over. A number is tested at the precision it "
        "is written with: 87.6% must round to 87.6, 88% to 88.\n"
    ]
    for role, group in groupby(entries(), key=lambda e: e.role):
        page.append(f"\n## {sentence(role.value).rstrip('.')}\n\n")
        rows = (
            [", ".join(e.phrases), sentence(_told(e.meaning, f"the phrase {e.phrases[0]!r}")), e.example or "–"]
            for e in group
        )
        page.append(table(["phrases", "true when, or what is done with them", "example"], rows))
    return "".join(page)


def evidence() -> str:
    """Return the page of the evidence grammar, with the grammar file itself."""
    from kenspeckle.ground.words import parse_evidence
    from kenspeckle.ground.words.evidence import KEYWORDS

    examples = (
        ("attendance_rate in 2024/25", "a level: one measure, one period"),
        ("attendance_rate from 2022/23 to 2024/25", "a change over time"),
        ("attendance_rate in 2022/23 to 2024/25", "a level of several years taken together, as if they were one"),
        ("attendance_rate since 2022/23", "a change up to the last period that there is"),
        ("attendance_rate where school = Northside in 2024/25", "a level of one group"),
        ("attendance_rate where sex = girls against sex = boys in 2024/25", "a difference between two groups"),
        ("attendance_rate where sex = girls against sex = boys from 2022/23 to 2024/25", "how a gap changed"),
        ("share of school_roll where stage = primary in 2024/25", "a part of the whole"),
        ("attendance_rate where school in (Northside, 'Wester High') in 2024-08", "several places; a month"),
        ("school_roll where age >= 12 in 2024-Q3", "an order of values; a quarter"),
    )
    waiting = (
        ("attendance_rate against neighbours in 2024/25", "a comparator: the places that are most alike"),
        ("attendance_rate against matched in 2024/25", "a comparator: children matched one by one"),
        ("signal in attendance_rate", "an aim with a run chart"),
        ("impact of breakfast_clubs on attendance_rate", "a change idea with a design that can show a cause"),
        ("voices where theme = mornings", "what people have said, with their permission"),
    )
    for text, _ in (*examples, *waiting):
        parse_evidence(text)
    grammar = (SOURCE / "ground" / "words" / "grammar.lark").read_text(encoding="utf-8")
    return (
        "# Evidence\n\nWhat may stand in the braces of `[words]{evidence}`. Parts may come in any order, each once. "
        "`against` replaces only the dimensions that it names. A name with spaces, or one that is a keyword, stands "
        "in quotes.\n\n## Examples\n\n"
        + table(["evidence", "asks for"], ([f"`{text}`", sentence(what)] for text, what in examples))
        + "\n## Read, and refused until there is something to test with\n\n"
        + table(["evidence", "needs"], ([f"`{text}`", sentence(what)] for text, what in waiting))
        + "\n## Periods\n\n"
        + table(
            ["written", "is"],
            [
                ["`2024`", "a year"],
                ["`2024/25`", "a split year, such as a school year"],
                ["`2024-Q3`", "a quarter"],
                ["`2024-T1`", "a term"],
                ["`2024-08`", "a month"],
                ["`2024-08-19`", "a day"],
                ["`2022/23 to 2024/25`", "several years together, after `in`: of rates and means"],
            ],
        )
        + "\n## Keywords\n\n"
        + ", ".join(f"`{word}`" for word in sorted(KEYWORDS))
        + f"\n\n## The grammar\n\n```text\n{grammar.rstrip()}\n```\n"
    )


def verdicts() -> str:
    """Return the page of verdicts and absences."""
    from kenspeckle.ground.words import Verdict
    from kenspeckle.portal.verdicts import STATUSES, VERDICTS

    absences = [
        ["zero", "Nobody, counted. It is a number and is published."],
        ["missing", "There should be a value and there is none."],
        ["not applicable", "There can be no value."],
        ["suppressed", "There is a value and it is hidden, here or by its publisher, so that no child can be found."],
    ]
    return (
        "# Verdicts\n\nWhat can be said of a claim once it has been tested, judged in this order: shape of the "
        "words, names, period, protection, arithmetic, noise.\n\n"
        + table(["mark", "verdict", "meaning"], ([VERDICTS[v].mark, f"**{v}**", VERDICTS[v].meaning] for v in Verdict))
        + "\n## Outcomes on a report card\n\n"
        + table(["mark", "status", "meaning"], ([s.mark, f"**{s.word}**", s.meaning] for s in STATUSES.values()))
        + "\n## Four kinds of nothing\n\nThey are four types, everywhere, to the last CSV.\n\n"
        + table(["kind", "meaning"], ([f"**{name}**", meaning] for name, meaning in absences))
    )


def figures() -> str:
    """Return the page of figure blocks, their keys and the kinds of charts."""
    from kenspeckle.outside.tell.block_keys import KEYS, KINDS, NOT_YET

    page = ["# Figures\n\nA fenced block in a story is a figure. Its text is YAML with these keys.\n"]
    for block, keys in KEYS.items():
        page.append(f"\n## {block}\n\n")
        if block in KINDS:
            page.append("Kinds: " + ", ".join(f"`{kind}`" for kind in KINDS[block]) + ".\n\n")
        rows = ([f"`{key}`", sentence(_told(meaning, f"{block}: {key}"))] for key, meaning in keys.items())
        page.append(table(["key", "what it says"], rows))
    if NOT_YET:
        page.append("\n## Known, with nothing to show yet\n\n")
        page.append(table(["block", "why"], ([f"`{block}`", sentence(why)] for block, why in NOT_YET.items())))
    return "".join(page)


def readers() -> str:
    """Return the page of readers and feeds, in the words of their modules."""
    from kenspeckle.inside.ingest.readers import READERS

    page = ["# Readers and feeds\n\n`format` in a delivery names a reader; `auto` looks at the file. "]
    page.append("The keys of a delivery are under [a delivery](definitions.md#a-delivery).\n")
    for name, read in READERS.items():
        page.append(f"\n## {name}\n\n{_told(sys.modules[read.__module__].__doc__, f'the reader {name}')}\n")
    page.append("\n# Feeds\n\nA feed brings deliveries from where they are.\n")
    for name in ("folder", "web", "database"):
        page.append(f"\n## {name}\n\n{_docstring(SOURCE / 'inside' / 'ingest' / 'feeds' / f'{name}.py')}\n")
    page.append("\n## zip\n\n" + _docstring(SOURCE / "inside" / "ingest" / "readers" / "archive.py") + "\n")
    return "".join(page)


def python() -> str:
    """Return the page of the Python API: every public class and method of `kenspeckle.api`."""
    file = SOURCE / "api.py"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    page = [f"# Python\n\n{_docstring(file)}\n"]
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef)):
        page.append(f"\n## {node.name}\n\n{_told(ast.get_docstring(node), node.name)}\n\n")
        rows = []
        for one in node.body:
            if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
                returned = f" -> {ast.unparse(one.returns)}" if one.returns else ""
                call = f"`{one.name}({ast.unparse(one.args).replace('self, ', '').replace('self', '')}){returned}`"
                rows.append([call, _told(ast.get_docstring(one), f"{node.name}.{one.name}")])
        page.append(table(["method", "what it does"], rows) if rows else "")
    return "".join(page).rstrip("\n") + "\n"


def _docstring(file: Path) -> str:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return _told(ast.get_docstring(tree), str(file.relative_to(ROOT)))


def pages() -> dict[Path, str]:
    """Return every page of the reference, by its path."""
    fixed: dict[str, tuple[Callable[[], str], str]] = {
        "commands": (commands, "every command, its options, the exit codes"),
        "definitions": (definitions, "every key of every file of a workspace"),
        "evidence": (evidence, "what may stand in braces"),
        "vocabulary": (vocabulary, "the words that can be tested"),
        "verdicts": (verdicts, "what can be said of a claim; four kinds of nothing"),
        "figures": (figures, "charts, tables, maps, cards, method"),
        "readers": (readers, "kinds of files and feeds"),
        "python": (python, "the same verbs in Python"),
    }
    made = {REFERENCE / f"{name}.md": MADE + make() for name, (make, _) in fixed.items()}
    listed = [[f"[{name}]({name}.md)", sentence(about)] for name, (_, about) in fixed.items()]
    chapters = []
    known = {tests for _, tests in ROOMS}
    others = sorted({d.name for d in (ROOT / "tests" / "spec").iterdir() if d.is_dir()} - known)
    for room, tests in (*ROOMS, *((name, name) for name in others)):
        if list((ROOT / "tests" / "spec" / tests).glob("test_*.py")):
            made[REFERENCE / "promised" / f"{tests}.md"] = MADE + promises(tests, room)
            chapters.append([f"[{tests}](promised/{tests}.md)", f"`{room}`"])
    made[REFERENCE / "README.md"] = (
        f"{MADE}# Reference\n\n{table(['page', 'what it lists'], listed)}\n"
        "## What is promised\n\nEach room's tests, read as rules. The tests run each time the project is built.\n\n"
        f"{table(['chapter', 'room'], chapters)}"
    )
    return made


def stale() -> list[Path]:
    """Return the pages that are not as the code says, or that nothing makes any more."""
    made = pages()
    differ = [p for p, text in made.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    return sorted([*differ, *(p for p in REFERENCE.rglob("*.md") if p not in made)])


def main() -> int:
    """Write the pages, or check them."""
    if "--check" in sys.argv[1:]:
        differ = stale()
        for path in differ:
            print(f"{path.relative_to(ROOT)} is not as the code says; run tools/docs.py")
        return 1 if differ else 0
    made = pages()
    for path in [p for p in REFERENCE.rglob("*.md") if p not in made]:
        path.unlink()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(made)} pages in {REFERENCE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
