"""What the command line answers: exit codes, one clear message, one JSON object, never a traceback."""

import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.spec.work.running import CONTRACT, children, start

from kenspeckle.cli import COMMANDS, main
from kenspeckle.cli.trouble import in_words


def run(capsys, *arguments):
    """Run a command in this process; return exit code, what it printed, and what it complained of."""
    capsys.readouterr()
    code = main([str(a) for a in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def refused(capsys, *arguments, exit_code=2):
    """That the command refuses with one message and nothing else, as text and as JSON; return the message."""
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (exit_code, "")
    assert err.startswith("ken: ")
    assert "Traceback" not in err
    as_json, out, nothing = run(capsys, *arguments, "--json")
    assert as_json == exit_code
    assert nothing == ""
    record = json.loads(out)
    assert (record["ok"], record["exit"]) == (False, exit_code)
    message = err.removeprefix("ken: ").rstrip("\n")
    assert record["message"] == message
    return message


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A workspace that was built and released through the command line; nobody changes it."""
    folder = tmp_path_factory.mktemp("cli")
    root = folder / "w"
    assert main(["new", str(root)]) == 0
    assert main(["key", str(folder / "key"), "--holder", "Anna"]) == 0
    assert main(["build", "--workspace", str(root)]) == 0
    assert main(["release", "--key", str(folder / "key"), "--workspace", str(root)]) == 0
    return root


@pytest.fixture
def fresh(tmp_path):
    return start(tmp_path / "w")


def bundle_of(made):
    return made / "out" / "bundles" / "first-story.ken.zip"


# Help.


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(capsys, name):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"usage: ken {name}")
    assert COMMANDS[name][0][1:].split(";")[0] in " ".join(said.split())
    assert "--json" in said


def test_the_help_lists_every_command_and_the_exit_codes(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(re.search(rf"^ +{name} ", said, re.M) for name in COMMANDS)
    assert "0 all well; 1 a finding" in said


def test_help_takes_no_time():
    """Processor time, so that a busy machine does not count."""
    meter = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime)"
    )
    command = [sys.executable, "-c", meter, sys.executable, "-m", "kenspeckle", "--help"]
    assert min(float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(3)) < 0.2


def test_the_module_runs_as_the_command_does():
    ran = subprocess.run([sys.executable, "-m", "kenspeckle", "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"ken \d+\.\d+\.\d+\S*\n", ran.stdout)


# Misuse.


def test_no_command_is_misuse(capsys):
    assert "COMMAND" in refused(capsys)


def test_a_command_that_is_not_there_names_the_nearest(capsys):
    assert refused(capsys, "biuld") == "there is no command 'biuld'. Did you mean `ken build`?"
    assert "--help" in refused(capsys, "xyzzy")


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--nonsense"],
        ["verify"],
        ["explain"],
        ["key"],
        ["new"],
        ["attack"],
        ["audit", "nonsense"],
        ["core", "nonsense"],
        ["serve", "--port", "eighty"],
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_misuse(capsys, arguments):
    refused(capsys, *arguments)


# Bad input, each with one message.

NEEDS_WORKSPACE = [
    ["build"],
    ["check"],
    ["ingest"],
    ["explain", "x:1"],
    ["serve"],
    ["audit", "verify"],
    ["core", "compare"],
]


@pytest.mark.parametrize("arguments", NEEDS_WORKSPACE, ids=" ".join)
def test_a_folder_that_is_no_workspace(capsys, tmp_path, arguments):
    for folder in (tmp_path, tmp_path / "not there"):
        said = refused(capsys, *arguments, "--workspace", folder)
        assert "ken.yaml" in said or "no such folder" in said


def test_a_definition_that_is_no_yaml_names_file_and_line(capsys, fresh):
    (fresh / "measures" / "attendance.yaml").write_text("attendance_rate:\n  title: [\n")
    assert "measures/attendance.yaml:" in refused(capsys, "build", "--workspace", fresh)


def test_yaml_that_explodes(capsys, fresh):
    levels = "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12))
    (fresh / "glossary.yaml").write_text("a0: &a0 [x]\n" + levels)
    assert "glossary.yaml" in refused(capsys, "build", "--workspace", fresh)


def test_a_story_tied_to_a_measure_that_is_gone_names_its_line_and_the_nearest(capsys, fresh):
    for file in ("measures/attendance.yaml", "goals.yaml"):
        path = fresh / file
        path.write_text(path.read_text().replace("attendance_rate", "attendance_share"))
    story = fresh / "stories" / "first-story.md"
    story.write_text(story.read_text().split("```chart")[0])
    said = refused(capsys, "build", "--workspace", fresh)
    assert "stories/first-story.md:9:19: there is no measure `attendance_rate`" in said
    assert "did you mean attendance_share?" in said


def test_two_measures_of_one_name(capsys, fresh):
    text = (fresh / "measures" / "attendance.yaml").read_text()
    (fresh / "measures" / "again.yaml").write_text(text)
    said = refused(capsys, "build", "--workspace", fresh)
    assert "again.yaml" in said or "attendance.yaml" in said


def test_a_path_that_climbs_out_of_the_workspace(capsys, fresh):
    contract = fresh / "sources" / "attendance.yaml"
    contract.write_text(contract.read_text().replace("deliveries/attendance.csv", "../../etc/passwd"))
    assert "sources/attendance.yaml:" in refused(capsys, "build", "--workspace", fresh)


def test_a_story_that_is_not_there_names_the_nearest(capsys, made):
    said = refused(capsys, "build", "first-stoy", "--workspace", made)
    assert said == "there is no story first-stoy; did you mean first-story?"


def test_a_source_that_is_not_there_names_the_nearest(capsys, made):
    said = refused(capsys, "ingest", "atendance", "--workspace", made)
    assert said == "there is no source atendance; did you mean attendance?"


@pytest.mark.parametrize("place", ["first-story", "first-story:x", "first-story:1", "nobody:1", ":3", "first-story:-1"])
def test_a_line_without_a_claim(capsys, made, place):
    refused(capsys, "explain", place, "--workspace", made)


def test_a_folder_that_is_not_empty_is_left_alone(capsys, made):
    before = (made / "ken.yaml").read_text()
    assert "nothing was written" in refused(capsys, "new", made)
    assert (made / "ken.yaml").read_text() == before


def test_keys_that_cannot_be_used(capsys, made, tmp_path):
    (tmp_path / "empty").write_text("")
    (tmp_path / "open").write_text((made.parent / "key").read_text())
    (tmp_path / "open").chmod(0o644)
    for name, said in {
        "none": "ken key",
        "empty": "not a private key",
        "open": "chmod 600",
        ".": "cannot be read",
    }.items():
        assert said in refused(capsys, "release", "--key", tmp_path / name, "--workspace", made)
    assert "outside" in refused(capsys, "key", made / "key")
    assert "is there already" in refused(capsys, "key", made.parent / "key")
    for name in ("none", "empty", "."):
        refused(capsys, "verify", bundle_of(made), "--key", tmp_path / name)
    assert "name the public one" in refused(capsys, "verify", bundle_of(made), "--key", made.parent / "key")


def test_a_private_key_inside_the_workspace_is_refused(capsys, fresh, made):
    inside = fresh / "key"
    inside.write_text((made.parent / "key").read_text())
    inside.chmod(0o600)
    assert "kept outside" in refused(capsys, "release", "--key", inside, "--workspace", fresh)


def test_no_key_is_printed_by_an_error(capsys, made, tmp_path):
    secret = (made.parent / "key").read_text().splitlines()[1]
    broken = tmp_path / "broken"
    broken.write_text((made.parent / "key").read_text() + "x")
    broken.chmod(0o600)
    assert secret not in refused(capsys, "release", "--key", broken, "--workspace", made)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\x00" * 100, b"not a bundle"], ids=["empty", "cut", "0", "text"]
)
def test_what_is_no_bundle_is_a_finding(capsys, made, tmp_path, content):
    path = tmp_path / "x.ken.zip"
    path.write_bytes(content)
    code, out, err = run(capsys, "verify", path, "--key", f"{made.parent / 'key'}.pub")
    assert (code, err) == (1, "")
    assert "NOT a pass" in out
    assert "FAIL" in out


def test_a_bundle_that_is_not_there_is_bad_input(capsys, tmp_path):
    for path in (tmp_path / "none.ken.zip", tmp_path):
        assert "cannot be read" in refused(capsys, "verify", path)
        assert "cannot be read" in refused(capsys, "attack", path)


def test_an_attack_on_what_nobody_signed_reads_nothing(capsys, made):
    assert "no key that you named" in refused(capsys, "attack", bundle_of(made), exit_code=1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty", b""),
        ("nul", b"Year,School\n2022/23,\x00\n"),
        ("columns", b",".join(b"c%d" % i for i in range(10_001)) + b"\n" + b"1," * 10_000 + b"1\n"),
        ("headers", b"a,b,c\n1,2,3\n"),
    ],
)
def test_a_delivery_that_cannot_be_read_is_refused_with_a_reason_and_nothing_is_lost(capsys, fresh, name, content):
    assert run(capsys, "build", "--workspace", fresh)[0] == 0
    delivery = fresh / "deliveries" / "attendance.csv"
    delivery.write_bytes(content)
    code, out, err = run(capsys, "ingest", "--workspace", fresh)
    assert (code, err) == (2, "")
    assert "attendance" in out
    assert "Traceback" not in out
    code, out, err = run(capsys, "build", "--workspace", fresh)
    assert (code, err) == (2, "")
    assert "2 hold" in out
    assert run(capsys, "build", "--workspace", fresh)[0] == 2


def test_an_error_never_holds_what_a_row_holds(capsys, tmp_path):
    """Every row of this delivery is wrong; what is wrong is said by field and row number."""
    root = children(tmp_path / "w", {"Northside": 30})
    delivery = root / "deliveries" / "rolls.csv"
    delivery.write_text(delivery.read_text().replace(",2\n", ",SECRET-ILLNESS\n"))
    for arguments in (["ingest"], ["build"], ["check"]):
        for form in ([], ["--json"]):
            code, out, err = run(capsys, *arguments, *form, "--workspace", root)
            assert code in (1, 2)
            assert "SECRET" not in out + err
            assert "CHILD-" not in out + err


def test_explaining_a_number_never_reaches_a_child(capsys, tmp_path):
    root = children(tmp_path / "w", {"Northside": 30, "Eastfield": 12, "Westbrook": 4})
    code, out, _ = run(capsys, "explain", "stories/lates.md:6", "--workspace", root)
    assert code == 0
    assert "46 children" in out
    assert "CHILD-" not in out


def test_a_claim_that_does_not_hold_is_a_finding_with_its_line(capsys, fresh):
    story = fresh / "stories" / "first-story.md"
    story.write_text(story.read_text().replace("91.2%", "95%"))
    code, out, err = run(capsys, "build", "--workspace", fresh)
    assert (code, err) == (1, "")
    assert "stories/first-story.md:9:" in out
    assert "91" in out
    again = run(capsys, "build", "--workspace", fresh)
    assert again[0] == 1
    assert again[1].startswith("Nothing has changed")
    assert run(capsys, "build", "--fix", "--workspace", fresh)[0] == 0
    assert "95%" not in story.read_text()
    assert run(capsys, "build", "--workspace", fresh)[0] == 0


def test_a_port_that_is_taken(capsys, made):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert str(taken.getsockname()[1]) in refused(
            capsys, "serve", "--port", str(taken.getsockname()[1]), "--workspace", made
        )
    refused(capsys, "serve", "--port", "123456", "--workspace", made)


def test_serving_before_anything_was_built(capsys, fresh):
    assert "ken build" in refused(capsys, "serve", "--workspace", fresh)


# Answers for machines.


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["check"],
        ["ingest"],
        ["explain", "stories/first-story.md:9"],
        ["release", "--key", "{key}"],
        ["audit", "verify"],
        ["core", "compare"],
    ],
    ids=lambda a: a[0],
)
def test_every_answer_for_machines_is_one_object(capsys, made, arguments):
    filled = [a.format(key=made.parent / "key") for a in arguments]
    code, out, err = run(capsys, *filled, "--json", "--workspace", made)
    record = json.loads(out)
    assert (record["ok"], record["exit"], err) == (code == 0, code, "")


def test_the_commands_without_a_workspace_answer_machines_too(capsys, made, tmp_path):
    public = f"{made.parent / 'key'}.pub"
    for arguments in (
        ["new", tmp_path / "n"],
        ["key", tmp_path / "k"],
        ["suggest", made / "deliveries" / "attendance.csv"],
        ["verify", bundle_of(made), "--key", public],
        ["verify", bundle_of(made), "--key", public, "--workspace", made],
        ["attack", bundle_of(made), "--key", public],
    ):
        code, out, err = run(capsys, *arguments, "--json")
        record = json.loads(out)
        assert (code, record["ok"], err) == (0, True, "")


def test_a_private_key_is_for_its_owners_eyes(capsys, tmp_path):
    run(capsys, "key", tmp_path / "k")
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in (tmp_path / "k.pub").read_text()
    assert (tmp_path / "k").read_text().splitlines()[1] not in (tmp_path / "k.pub").read_text()


# Terminals.


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
        [sys.executable, "-c", code, "build"], cwd=fresh, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
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


def test_the_contract_of_these_tests_is_about_children():
    assert "identifying: true" in CONTRACT
    assert Path(__file__).exists()
