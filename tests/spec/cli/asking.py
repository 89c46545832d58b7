"""Run a command in this process, and hold a refusal to its form: one message, as text and as JSON."""

import json

from kenspeckle.cli import main


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


def bundle_of(made):
    return made / "out" / "bundles" / "first-story.ken.zip"
