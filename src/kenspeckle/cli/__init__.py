"""ken: reads arguments, calls work, prints the answer.

Nothing heavy is imported before it is needed: help is instant, and a build with nothing to do says so in the time
that it takes to look at the files. Errors for people are printed here, in one place, and set the exit code: 0 all
well, 1 a finding, 2 misuse or bad input. Any other error is a bug and keeps its traceback.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kenspeckle.version import __version__

EPILOG = """\
exit codes: 0 all well; 1 a finding (a claim that does not hold, a check that failed, a bundle that is not genuine);
2 misuse or bad input. Start with `ken new my-first-story`.
"""


class Misuse(Exception):
    """The command line does not say anything that can be done."""


class _Parser(argparse.ArgumentParser):
    """One clear message and exit code 2, with the nearest right command."""

    def error(self, message: str) -> None:  # type: ignore[override]
        from difflib import get_close_matches

        words = message.split("'")
        if "invalid choice" in message and len(words) > 1:
            near = get_close_matches(words[1], sorted(COMMANDS), n=1)
            hint = f" Did you mean `ken {near[0]}`?" if near else " `ken --help` lists the commands."
            message = f"there is no command {words[1]!r}.{hint}"
        raise Misuse(message)


Command = tuple[str, Callable[[argparse.ArgumentParser], None], str]
"""One sentence for the help, what adds its arguments, and the function of `cli.commands` that runs it."""


def _stories(p: argparse.ArgumentParser, others: str = "") -> None:
    meaning = "names of stories; all of them when none is named" + others
    p.add_argument("stories", nargs="*", metavar="STORY", help=meaning)


def _build(p: argparse.ArgumentParser) -> None:
    _stories(p, "; the preview keeps the others as they were told last")
    p.add_argument("--fix", action="store_true", help="write the words that would be true into drafts")


def _release(p: argparse.ArgumentParser) -> None:
    _stories(p)
    p.add_argument(
        "--key",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="private key that approves; may be given again",
    )
    p.add_argument(
        "--holding", action="store_true", help="release the stories whose claims all hold, and leave the others"
    )
    p.add_argument("--audience", default="public", metavar="NAME", help="a partner in ken.yaml, instead of the public")
    p.add_argument("--withdraw", default="", metavar="RELEASE", help="take this release off its site instead")
    p.add_argument("--why", default="", metavar="TEXT", help="with --withdraw: why, for the ledger")


def _verify(p: argparse.ArgumentParser) -> None:
    p.add_argument("bundle", type=Path, metavar="BUNDLE")
    p.add_argument(
        "--key",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="public key (.pub) that you trust; may be given again",
    )


def _new(p: argparse.ArgumentParser) -> None:
    meaning = "a folder that is new or empty; --calibration takes none"
    p.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=meaning)
    p.add_argument("--name", default="", help="what the workspace is called (default: from the folder's name)")
    p.add_argument("--demo", action="store_true", help="an invented region, true to life, instead of a small start")
    demo = p.add_argument_group("with --demo")
    demo.add_argument("--seed", type=_number, metavar="N", help="another number makes another region (default: 1)")
    demo.add_argument(
        "--pupils", type=_number, metavar="N", help="about how many (default: 24000, one council; a country has 700000)"
    )
    demo.add_argument(
        "--daily", action="store_true", help="openings day by day, which regions of up to 60,000 pupils have anyway"
    )
    demo.add_argument(
        "--answers", type=Path, metavar="FILE", help="write what the region hides into FILE, outside the workspace"
    )
    demo.add_argument(
        "--calibration", action="store_true", help="write nothing, and hold the region against what is published"
    )


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number")
    return int(text)


def _key(p: argparse.ArgumentParser) -> None:
    p.add_argument("file", type=Path, metavar="FILE", help="where to write the private key: outside the workspace")
    p.add_argument(
        "--holder",
        default="",
        help="whose key it is, as readers of a bundle will see it (default: who is at this keyboard)",
    )


def _suggest(p: argparse.ArgumentParser) -> None:
    p.add_argument("file", type=Path, metavar="FILE")
    p.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the workspace that the file lies in")


def _ingest(p: argparse.ArgumentParser) -> None:
    p.add_argument("sources", nargs="*", metavar="SOURCE", help="sources to take in; all of them when none is named")


def _explain(p: argparse.ArgumentParser) -> None:
    p.add_argument("place", metavar="STORY:LINE", help="such as stories/attendance.md:14")


def _attack(p: argparse.ArgumentParser) -> None:
    p.add_argument("bundles", nargs="+", type=Path, metavar="BUNDLE")
    p.add_argument(
        "--key", action="append", type=Path, default=[], metavar="FILE", help="public key (.pub) that you trust"
    )
    p.add_argument(
        "--known",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="what others have published of the same children, as in known/*.yaml; may be given again",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; expected a number from 0 to 65535")
    return int(text)


def _serve(p: argparse.ArgumentParser) -> None:
    p.add_argument("--port", type=_port, default=8000, metavar="PORT", help="default: 8000; 0 takes a free one")
    p.add_argument("--preview", action="store_true", help="show the preview of the last build, not the released site")


def _core(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "action", choices=["compare", "propose"], help="compare with the core, or propose a local definition to it"
    )
    p.add_argument("definition", nargs="?", default="", help="for propose: the definition's name")
    p.add_argument(
        "--to", type=Path, default=Path("proposals"), help="for propose: the folder that the proposal is written to"
    )


def _audit(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "action",
        choices=["verify", "ledger"],
        help="verify: has anyone changed the log? ledger: what was released, when, to whom, under what rule?",
    )


def _inside(p: argparse.ArgumentParser) -> None:
    p.add_argument("measure", metavar="MEASURE", help="the measure to look at")
    p.add_argument("--where", action="append", default=[], metavar="D=V", help="which children; those in one's charge")
    p.add_argument("--by", default="", metavar="DIMENSION", help="tell its values apart; without it, over time")
    p.add_argument("--in", dest="periods", action="append", default=[], metavar="PERIOD", help="only this period")
    p.add_argument("--as", dest="person", default="", metavar="PERSON", help="who looks (default: you)")
    p.add_argument("--purpose", required=True, metavar="TEXT", help='such as "look at the children in my charge"')


def _nothing(p: argparse.ArgumentParser) -> None:
    pass


COMMANDS: dict[str, Command] = {
    "new": ("make a workspace: a small start that builds, or with --demo an invented region", _new, "new"),
    "key": ("make a new signing key", _key, "key"),
    "suggest": ("draft a contract for a real file", _suggest, "suggest"),
    "ingest": ("take in what is due; refuse or quarantine with reasons", _ingest, "ingest"),
    "check": ("quality, freshness and discrepancies of the sources", _nothing, "check"),
    "build": ("take in, measure, protect and test every claim; write a preview site", _build, "build"),
    "release": ("protect together, attack, sign, seal and publish; write the ledger", _release, "release"),
    "explain": ("walk one number down to its sources", _explain, "explain"),
    "verify": ("check a bundle: as a stranger, or inside the walls with --workspace", _verify, "verify"),
    "attack": ("what could a stranger with all of these bundles work out about a child?", _attack, "attack"),
    "serve": ("show the site on this machine", _serve, "serve"),
    "inside": ("exact counts of children in one's own charge, on a terminal and nowhere else", _inside, "inside"),
    "core": ("a shared core: what is local, what is inherited, what differs", _core, "core"),
    "audit": ("check the log of who read what", _audit, "audit"),
}
"""Every command: the documentation prints this table, and a test holds it against the help."""

WITHOUT_WORKSPACE = {"new", "key", "suggest", "attack"}
"""Commands that ask for no workspace; `verify` takes one when it is named."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = _Parser(
        prog="ken",
        description="Data stories whose words are tested.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"ken {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, (sentence, add_arguments, _) in COMMANDS.items():
        p = commands.add_parser(name, help=sentence, description=sentence[0].upper() + sentence[1:] + ".")
        add_arguments(p)
        if name not in WITHOUT_WORKSPACE:
            inside = name == "verify"
            meaning = "count it again inside the walls" if inside else "the workspace (default: this folder)"
            p.add_argument("--workspace", type=Path, default=None if inside else Path(), metavar="DIR", help=meaning)
        p.add_argument("--json", action="store_true", help="answer as JSON, for machines")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that this terminal cannot show is no reason to stop.
            stream.reconfigure(errors="replace")
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever reads the answer has seen enough; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _refuse("stopped; nothing is lost, run the command again", 130, given)


def _run(given: Sequence[str]) -> int:
    try:
        asked = parser().parse_args(given)
    except Misuse as wrong:
        return _refuse(str(wrong), 2, given)
    if asked.command != "serve":
        # A command is over before cycles add up; looking for them every few hundred objects is a tenth of its time.
        gc.set_threshold(200_000, 50, 100)
    from kenspeckle.ground.terms.errors import KenError

    try:
        if asked.command == "build" and not asked.fix and not asked.stories:
            from kenspeckle.work.unchanged import answer_again

            again = answer_again(asked.workspace)
            if again is not None:
                from kenspeckle.cli.answers import print_again

                return print_again(again, asked.json)
        from kenspeckle.cli import commands

        run: Callable[[argparse.Namespace], int] = getattr(commands, COMMANDS[asked.command][2])
        return run(asked)
    except KenError as error:
        return _refuse(str(error), error.exit_code, given)
    except BrokenPipeError:
        raise
    except Exception as error:
        from kenspeckle.cli.trouble import in_words

        said = in_words(error)
        if said is None:
            raise
        return _refuse(said, 2, given)


def _refuse(message: str, exit_code: int, given: Sequence[str]) -> int:
    from kenspeckle.cli.answers import refuse

    return refuse(message, exit_code, "--json" in given)


if __name__ == "__main__":
    raise SystemExit(main())
