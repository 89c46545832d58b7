"""With --json every command answers with one object."""

import json

import pytest
from tests.spec.cli.asking import bundle_of, run


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
