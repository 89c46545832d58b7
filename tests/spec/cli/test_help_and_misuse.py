"""Every command explains itself, and a wrong one gets one message and the nearest right word."""

import re
import subprocess
import sys

import pytest
from tests.spec.cli.asking import refused

from kenspeckle.cli import COMMANDS, main


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
