"""The commands: each reads its arguments, calls one corridor and prints what came of it."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.ground.terms import KenError

from .answers import Progress, answer

if TYPE_CHECKING:
    from kenspeckle.ground.terms import KnownCells
    from kenspeckle.work.setting import Setting


def _setting(asked: argparse.Namespace, progress: Progress) -> Setting:
    """Load the workspace and open its records: what every corridor is handed."""
    from kenspeckle.ground.expressions import remembered
    from kenspeckle.ground.workspace import load
    from kenspeckle.work.unchanged import folders

    root = _root(asked)
    with remembered(folders(root)[0] / "expressions.json"):
        workspace = load(root)
    from kenspeckle.records import open_records
    from kenspeckle.work.setting import Setting

    records = open_records(os.environ.get("DATABASE_URL") or workspace.settings.state)
    return Setting(workspace, records, datetime.now(UTC), person=_person(), say=progress)


def _root(asked: argparse.Namespace) -> Path:
    """The folder of the workspace that was asked for. Raises KenError when there is none in it."""
    root: Path = asked.workspace or Path()
    if not (root / "ken.yaml").exists():
        raise KenError(f"{root} is no workspace: it has no ken.yaml. `ken new DIR` makes one; --workspace names one.")
    return root


def _person() -> str:
    """Who is at the keyboard, for the audit: named by KEN_PERSON, or else the account on this machine."""
    import getpass

    try:
        return os.environ.get("KEN_PERSON") or getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as containers have them
        return f"account {os.getuid()}"


def new(asked: argparse.Namespace) -> int:
    if asked.demo:
        return _calibration(asked) if asked.calibration else _demo(asked)
    for option in ("seed", "pupils", "daily", "answers", "calibration"):
        given = getattr(asked, option)
        if given is not None and given is not False:
            raise KenError(f"--{option} is for an invented region: add --demo, or leave it out")
    _ask_for_folder(asked)
    from kenspeckle.ground.workspace import new as write

    directory: Path = asked.directory
    name = asked.name or directory.resolve().name.replace("-", " ").replace("_", " ").capitalize()
    written = write(directory, name)
    lines = [f"Wrote {len(written)} files into {directory}. Next:", f"  cd {directory}", "  ken build"]
    return answer(lines, {"written": [str(p) for p in written]}, 0, asked.json)


def _ask_for_folder(asked: argparse.Namespace) -> None:
    if asked.directory is None:
        raise KenError("name the folder to write into: `ken new DIR`")


def _size(asked: argparse.Namespace) -> tuple[int, int]:
    """Seed and pupils of an invented region."""
    if asked.name:
        raise KenError("an invented region has an invented name: leave out --name")
    return 1 if asked.seed is None else asked.seed, 24_000 if asked.pupils is None else asked.pupils


def _demo(asked: argparse.Namespace) -> int:
    from kenspeckle.region.making import make

    _ask_for_folder(asked)
    directory: Path = asked.directory
    seed, pupils = _size(asked)
    with Progress(wanted=not asked.json) as progress:
        made = make(directory, seed=seed, pupils=pupils, daily=asked.daily or None, answers=asked.answers, say=progress)
    councils = "1 council" if made.councils == 1 else f"{made.councils} councils"
    lines = [
        f"Made an invented region of about {pupils:,} pupils in {councils}: {len(made.files)} files in {directory}.",
        "Nobody in it is real. Next:",
        f"  cd {directory}",
        "  ken build",
    ]
    if asked.answers:
        lines.insert(1, f"Sealed answers: {asked.answers} (keep them from whoever analyses the region)")
    record = {"written": list(made.files), "seed": seed, "pupils": pupils, "councils": made.councils}
    return answer(lines, {**record, "daily": made.daily}, 0, asked.json)


def _calibration(asked: argparse.Namespace) -> int:
    from kenspeckle.region.calibration import PUPILS, Figure, calibrate
    from kenspeckle.region.making import region_of

    for what, value in (("DIR", asked.directory), ("--answers", asked.answers)):
        if value is not None:
            raise KenError(f"--calibration writes nothing: leave out {what}, or leave out --calibration")
    seed, pupils = _size(asked)
    with Progress(wanted=not asked.json) as progress:
        figures = calibrate(region_of(seed, pupils, asked.daily or None), progress)
    off = sum(not figure.holds for figure in figures)
    lines = [Figure.HEAD, *map(str, figures), ""]
    lines.append(f"{len(figures)} figures: {len(figures) - off} as near as they should be, {off} off.")
    if off and pupils < PUPILS:
        lines.append(f"The tolerances are for {PUPILS:,} pupils and more: among fewer, luck moves figures further.")
    record = {"seed": seed, "pupils": pupils, "off": off, "figures": [figure.record() for figure in figures]}
    return answer(lines, record, 1 if off else 0, asked.json)


def key(asked: argparse.Namespace) -> int:
    from kenspeckle.outside.verify import new_key

    file: Path = asked.file
    _refuse_inside(file)
    public = new_key(file, asked.holder or _person())
    lines = [f"Private key: {file} (keep it to yourself)", f"Public key:  {file}.pub", public.line()]
    if not asked.holder:
        lines += [
            f"It bears the name of {public.holder}, who is at this keyboard; readers of a bundle will see that name.",
            f'For another, delete both files and run: ken key {file} --holder "NAME"',
        ]
    return answer(lines, {"private": str(file), "public": public.line(), "holder": public.holder}, 0, asked.json)


def _refuse_inside(file: Path) -> None:
    """Raise KenError for a private key in a workspace: whoever is handed the folder would be handed the key."""
    for folder in file.resolve().parents:
        if (folder / "ken.yaml").exists():
            raise KenError(
                f"{file} lies in the workspace {folder}; a private key is kept outside, where only you can read it"
            )


def suggest(asked: argparse.Namespace) -> int:
    from kenspeckle.inside.ingest.drafting import suggest as draft

    text = draft(asked.file, asked.root)
    return answer([text.rstrip("\n")], {"contract": text}, 0, asked.json)


def ingest(asked: argparse.Namespace) -> int:
    from kenspeckle.inside.ingest import Outcome
    from kenspeckle.work.answers import intake_lines
    from kenspeckle.work.ingest import ingest as take

    with Progress(wanted=not asked.json) as progress:
        intakes = take(_setting(asked, progress), asked.sources)
    refused = any(i.outcome is Outcome.REFUSED for i in intakes)
    lines = intake_lines(intakes) or ["Nothing new has been delivered."]
    record = {i.source: {"outcome": i.outcome.value, "says": i.sentence, "refused": list(i.refusals)} for i in intakes}
    return answer(lines, {"sources": record}, 2 if refused else 0, asked.json)


def check(asked: argparse.Namespace) -> int:
    from kenspeckle.work.answers import checked_lines, checked_record
    from kenspeckle.work.checking import check as look

    with Progress(wanted=not asked.json) as progress:
        checked = look(_setting(asked, progress))
    return answer(checked_lines(checked), checked_record(checked), checked.exit_code, asked.json)


def build(asked: argparse.Namespace) -> int:
    from kenspeckle.portal.rendering import renderer
    from kenspeckle.work.answers import built_lines, built_record
    from kenspeckle.work.build import build as make
    from kenspeckle.work.build import marks_of

    with Progress(wanted=not asked.json) as progress:
        before = marks_of(_root(asked))
        setting = _setting(asked, progress)
        others = setting.workspace.stories if asked.stories else ()
        render = renderer(setting.state / "preview.json", others)
        built = make(setting, render, asked.stories, fix_drafts=asked.fix, before=before)
    return answer(built_lines(built, setting), built_record(built), built.exit_code, asked.json)


def release(asked: argparse.Namespace) -> int:
    if asked.withdraw:
        return _withdraw(asked)
    if asked.why:
        raise KenError("--why says why a release is withdrawn: name it with --withdraw RELEASE")
    from kenspeckle.outside.verify import read_key
    from kenspeckle.portal.rendering import renderer
    from kenspeckle.work.answers import released_lines, released_record
    from kenspeckle.work.release import release as publish

    for path in asked.key:
        _refuse_inside(path)
    keys = [read_key(path) for path in asked.key]
    with Progress(wanted=not asked.json) as progress:
        setting = _for(asked.audience, _setting(asked, progress))
        render = renderer(setting.kept_site)
        released = publish(setting, render, keys, asked.stories, only_holding=asked.holding)
    found = bool(released.held_back or released.contradicted)
    return answer(released_lines(released), released_record(released), 1 if found else 0, asked.json)


def _for(audience: str, setting: Setting) -> Setting:
    """The setting for an audience. Raises KenError when ken.yaml names no such audience."""
    from dataclasses import replace

    from kenspeckle.work.ruling import minimum_of

    minimum_of(setting.workspace, audience)
    return replace(setting, audience=audience)


def _withdraw(asked: argparse.Namespace) -> int:
    from kenspeckle.portal.rendering import renderer
    from kenspeckle.work.withdrawing import audience_of, withdraw

    if asked.key or asked.stories or asked.holding or asked.audience != "public":
        raise KenError("--withdraw takes one release back whole: leave out stories, keys, --audience and --holding")
    with Progress(wanted=not asked.json) as progress:
        setting = audience_of(_setting(asked, progress), asked.withdraw)
        done = withdraw(setting, renderer(setting.kept_site), asked.withdraw, asked.why)
    lines = [f"{done.release} is withdrawn: {', '.join(done.stories) or 'its stories have newer releases'}."]
    lines.append("What it showed stays in the ledger: it was seen.")
    lines.append(f"Site: {done.site / 'index.html'}" if done.site is not None else "Nothing is left on the site.")
    record = {"withdrawn": done.release, "audience": done.audience, "stories": list(done.stories)}
    return answer(lines, record, 0, asked.json)


def verify(asked: argparse.Namespace) -> int:
    from kenspeckle.outside.verify import check as examine
    from kenspeckle.outside.verify import read_bundle, read_public

    trusted = [k for path in asked.key for k in read_public(path)]
    data = read_bundle(asked.bundle)
    report = examine(data, trusted, asked.bundle.name.removesuffix(".ken.zip"))
    lines = list(report.lines)
    if asked.workspace is not None and report.genuine:
        from kenspeckle.work.inspect import inspect

        with Progress(wanted=not asked.json) as progress:
            lines += inspect(_setting(asked, progress), data)
    genuine = all(line.passed for line in lines)
    said = [f"{'ok  ' if line.passed else 'FAIL'}  {line.sentence}" for line in lines]
    said.append(f"{report.name}: {'genuine' if genuine else 'NOT a pass'}.")
    record = {"bundle": report.name, "genuine": genuine, "checks": [[ln.passed, ln.sentence] for ln in lines]}
    return answer(said, record, 0 if genuine else 1, asked.json)


def attack(asked: argparse.Namespace) -> int:
    from kenspeckle.outside.attack.bundles import attack_held, hold
    from kenspeckle.outside.verify import read_bundle, read_public

    trusted = [k for path in asked.key for k in read_public(path)]
    held = hold([read_bundle(path) for path in asked.bundles], trusted)
    known: KnownCells = {}
    if asked.known:
        from kenspeckle.ground.workspace.known import read_known
        from kenspeckle.work.elsewhere import cells_of

        known = cells_of([table for path in asked.known for table in read_known(path)], held.facts)
    report = attack_held(held, known=known)
    lines = [report.in_words(), *(f"  {b.cell}: between {b.low} and {b.high} children" for b in report.breaches)]
    record = {"hidden": report.hidden, "breaches": [[b.cell, b.low, b.high] for b in report.breaches]}
    return answer(lines, record, 0 if report.clean else 1, asked.json)


def explain(asked: argparse.Namespace) -> int:
    from kenspeckle.work.explain import explain as walk

    with Progress(wanted=not asked.json) as progress:
        explained = walk(_setting(asked, progress), asked.place)
    return answer(explained.lines(), explained.record(), 0, asked.json)


def serve(asked: argparse.Namespace) -> int:
    from kenspeckle.portal.serve import serve as run
    from kenspeckle.portal.site_source import StoredSite
    from kenspeckle.work.unchanged import folders

    state, out = folders(_root(asked))
    kept = state / "site.json"
    if asked.preview or not kept.exists():
        kept = state / "preview.json"
    if not kept.exists():
        raise KenError(f"there is nothing to show yet: run `ken build --workspace {asked.workspace}` first")
    run(StoredSite(kept, out / "bundles"), asked.port)
    return 0


def inside(asked: argparse.Namespace) -> int:
    import sys

    if asked.json or not sys.stdout.isatty():
        raise KenError(
            "An inside figure is shown to the person who asks, on a terminal, and written nowhere: "
            "not into a file, a pipe or JSON. Run the command by itself."
        )
    from dataclasses import replace

    from kenspeckle.ground.terms import Period, Test, Want
    from kenspeckle.work.inside import look_inside

    tests = []
    for text in asked.where:
        dimension, sign, value = text.partition("=")
        if not sign or not dimension.strip() or not value.strip():
            raise KenError(f"--where {text}: expected a dimension and a value, such as school=Northside")
        tests.append(Test(dimension.strip(), "=", (value.strip(),)))
    try:
        periods = tuple(Period.parse(text) for text in asked.periods)
    except ValueError as wrong:
        raise KenError(f"--in: {wrong}") from None
    with Progress() as progress:
        setting = _setting(asked, progress)
        setting = replace(setting, person=asked.person or setting.person)
        want = Want(asked.measure, tuple(tests), (asked.by,) if asked.by else (), periods)
        figure = look_inside(setting, want, asked.purpose)
    for line in figure.draw().lines():
        print(line)
    return 0


def core(asked: argparse.Namespace) -> int:
    from kenspeckle.ground.terms.plain import plain
    from kenspeckle.ground.workspace import compare, propose

    if asked.action == "propose":
        kind, _, name = asked.definition.partition("/")
        if not name:
            raise KenError("name what to propose as KIND/NAME, such as measure/attendance_rate")
        written = propose(asked.workspace, kind, name, asked.to)
        return answer([f"Wrote {path}" for path in written], {"written": [str(p) for p in written]}, 0, asked.json)
    differences = compare(asked.workspace)
    lines = [str(d) for d in differences]
    if not any(d.core for d in differences):
        lines.append("This workspace extends no core: everything in it is its own.")
    return answer(lines, {"definitions": [plain(d) for d in differences]}, 0, asked.json)


def audit(asked: argparse.Namespace) -> int:
    from kenspeckle.govern import verify_log
    from kenspeckle.records.unbroken import verify_ledger

    with Progress(wanted=not asked.json) as progress:
        setting = _setting(asked, progress)
    if asked.action == "ledger":
        from kenspeckle.work.accounts import account_lines, accounts

        found = accounts(setting.records.ledger)
        return answer(account_lines(found), {"releases": [vars(one) for one in found]}, 0, asked.json)
    wrong = [*verify_log(setting.records.audit.entries()), *verify_ledger(iter(setting.records.ledger.entries()))]
    lines = list(wrong) or [
        "The log of reads and the ledger of releases are whole: nothing was changed, nothing is gone."
    ]
    return answer(lines, {"wrong": list(wrong)}, 1 if wrong else 0, asked.json)
