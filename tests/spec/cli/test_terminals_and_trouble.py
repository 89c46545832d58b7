"""What a person at a terminal sees while waiting, when stopping, and when the machine is in trouble."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from functools import partial

from kenspeckle.cli import main
from kenspeckle.cli.trouble import in_words


def in_a_terminal(*arguments, cwd, seconds=60.0):
    """Run a command on a terminal of its own; return what the terminal showed."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "60"}
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, *arguments], cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs, env=env
    )
    os.close(theirs)
    shown = b""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    assert process.wait(10) == 0
    return shown.decode()


SLOW = """
import sys, time
from kenspeckle.work import build as corridor
told = corridor.tell_all
def slowly(setting, *rest):
    time.sleep(1.1)
    setting.say("A step with a long name, " + "x" * 300)
    return told(setting, *rest)
corridor.tell_all = slowly
from kenspeckle.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_progress_is_one_line_on_a_terminal_and_gone_at_the_end(fresh):
    shown = in_a_terminal("build", cwd=fresh)
    assert "\r\x1b[KA step with a long name" in shown
    assert "x" * 60 not in shown
    last_progress = shown.rindex("\r\x1b[K")
    assert "2 claims tested" in shown[last_progress:]


def test_progress_is_not_shown_where_nobody_reads_it(fresh):
    ran = subprocess.run([sys.executable, "-c", SLOW, "build"], cwd=fresh, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    assert "\x1b" not in ran.stdout
    assert "A step" not in ran.stdout


def test_stopping_it_says_so_and_loses_nothing(fresh):
    code = SLOW.replace("time.sleep(1.1)", "print('asleep', flush=True); time.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-c", code, "build"],
        cwd=fresh,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # jobs in the background are born deaf to it
    )
    assert process.stdout.readline() == "asleep\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert err == "ken: stopped; nothing is lost, run the command again\n"
    assert main(["build", "--workspace", str(fresh)]) == 0


def test_a_reader_who_has_seen_enough_is_no_error(made):
    script = f"{sys.executable} -m kenspeckle check --workspace {made} | true; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    assert ran.returncode == 0


def test_a_terminal_that_cannot_show_a_sign_is_no_error(made):
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "kenspeckle", "explain", "first-story:9", "--workspace", str(made)]
    ran = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
    assert "91.2%" in ran.stdout


def test_a_bug_keeps_its_traceback():
    assert in_words(ValueError("a bug")) is None
    assert in_words(KeyError("a bug")) is None
    assert in_words(FileNotFoundError(2, "No such file or directory")) is None


def test_trouble_with_the_machine_is_said_in_words(fresh):
    said = in_words(OSError(28, "No space left on device", "out/preview"))
    assert said.startswith("out/preview: No space left on device.")
