"""Real processes: two at once, killed ones, full disks. What was there before stays whole."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.spec.work.running import ANNA, NOW, build, page, release, setting, start

from kenspeckle.govern import verify_log
from kenspeckle.ground.terms import KenError
from kenspeckle.outside.verify import check
from kenspeckle.records.unbroken import verify_ledger
from kenspeckle.work.turn import turn


@pytest.fixture
def root(tmp_path):
    return start(tmp_path / "w")


def ken(*arguments, cwd, **options):
    """Start the command as a process of its own."""
    command = [sys.executable, "-m", "kenspeckle", *map(str, arguments)]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def test_two_builds_at_once_wait_for_each_other(root):
    running = [ken("build", "--json", cwd=root) for _ in range(3)]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in running]
    for out, err, code in ended:
        assert (err, code) == ("", 0)
        assert json.loads(out)["hold"] == 2
    assert "91.2%" in page(root, "first-story", "preview")
    assert not verify_log(setting(root).records.audit.entries())
    assert len(setting(root).door.history("attendance")) == 1


def test_whoever_waits_too_long_is_told_for_whom(tmp_path):
    said = []
    with (
        turn(tmp_path / "state", said.append),
        pytest.raises(KenError, match=rf"process {os.getpid()}\) is at work"),
        turn(tmp_path / "state", said.append, patience=0.1),
    ):
        pass
    assert any(f"Waiting for another run of ken (process {os.getpid()})" in line for line in said)
    with turn(tmp_path / "state", said.append, patience=0):
        pass


def test_a_turn_ends_with_its_process(root):
    """However that ends."""
    hold = (
        "import sys, time; from pathlib import Path; from kenspeckle.work.turn import turn\n"
        "with turn(Path(sys.argv[1]), print): print('mine', flush=True); time.sleep(60)"
    )
    state = root / ".ken"
    holder = subprocess.Popen([sys.executable, "-c", hold, state], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "mine\n"
    with pytest.raises(KenError), turn(state, str, patience=0):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with turn(state, str, patience=0):
        pass


CRASH = """
import importlib, os, sys
from pathlib import Path
from tests.spec.work import running
room, moment = sys.argv[2].split(".")
corridor = importlib.import_module("kenspeckle.work." + room)
before = getattr(corridor, moment)
def die(*arguments, **named):
    if moment == "_write":
        before(*arguments, **named)
    os.kill(os.getpid(), 9)
setattr(corridor, moment, die)
running.release(Path(sys.argv[1]))
"""


BEFORE = ["preparing.attack_all", "release.settle", "release._commit", "release.keep", "sealing._write"]
AFTER = ["release.publish", "publishing.lay_out", "publishing.newest"]


# What a build has attacked already, its release does not attack again.
@pytest.mark.parametrize(
    ("moment", "built"),
    [(m, b) for m in (*BEFORE, *AFTER) for b in (True, False) if not (b and m == "preparing.attack_all")],
)
def test_a_release_that_is_killed_is_finished_by_the_next(root, moment, built):
    """Before the ledger is written nothing was released; after it, the next run lays out what was."""
    if built:
        build(root)
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    killed = subprocess.run([sys.executable, "-c", CRASH, root, moment], env=here, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    committed = bool(setting(root).records.releases.all())
    assert committed == (moment in AFTER)
    done = release(root, now=NOW)
    assert done.stories == (() if committed else ("first-story",))
    bundle = (root / "out" / "bundles" / "first-story.ken.zip").read_bytes()
    assert check(bundle, [ANNA.public]).genuine
    assert "91.2%" in page(root, "first-story")
    records = setting(root).records
    assert not verify_ledger(iter(records.ledger.entries()))
    assert len(list(records.ledger.entries())) == 2
    assert len(records.releases.all()) == 1


RUN = "import sys; from pathlib import Path; from tests.spec.work import running; running.release(Path(sys.argv[1]))"


@pytest.mark.evidence
def test_a_release_killed_at_any_time_is_finished_by_the_next(tmp_path):
    for i in range(40):
        root = start(tmp_path / f"w{i}")
        here = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        process = subprocess.Popen([sys.executable, "-c", RUN, root], env=here, stderr=subprocess.DEVNULL)
        time.sleep(0.4 + i * 0.05)
        process.kill()
        process.wait()
        release(root)
        bundle = (root / "out" / "bundles" / "first-story.ken.zip").read_bytes()
        assert check(bundle, [ANNA.public]).genuine
        assert not verify_ledger(iter(setting(root).records.ledger.entries()))


# Disks and permissions.

small_disk = pytest.mark.skipif(
    subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode != 0,
    reason="needs unshare, to mount a small disk of its own",
)


@small_disk
@pytest.mark.parametrize("folder", ["out", ".ken"])
def test_a_full_disk_is_one_clear_message_and_loses_nothing(root, folder):
    assert ken("build", cwd=root).wait(60) == 0
    before = page(root, "first-story", "preview")
    story = root / "stories" / "first-story.md"
    story.write_text(story.read_text().replace("Children attended", "Pupils attended"))
    script = (
        f"mount -t tmpfs -o size=4m none mnt && cp -a {folder}/. mnt/ && mount --bind mnt {folder}\n"
        f"head -c 8m /dev/zero > {folder}/filler 2>/dev/null\n"
        f"{sys.executable} -m kenspeckle build\n"
        f"code=$?; rm {folder}/filler\n"
        f"cat {folder}/preview/stories/first-story/index.html 2>/dev/null > seen; exit $code"
    )
    (root / "mnt").mkdir()
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 2, ran
    assert ran.stdout == ""
    assert ran.stderr.startswith("ken: ")
    assert "Traceback" not in ran.stderr
    if folder == "out":
        assert (root / "seen").read_text() == before


def test_an_output_folder_that_cannot_be_written_is_one_clear_message(root):
    (root / "out").write_text("a file")
    process = ken("build", cwd=root)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.startswith("ken: ")
    assert len(err.splitlines()) <= 2
    assert out == ""
