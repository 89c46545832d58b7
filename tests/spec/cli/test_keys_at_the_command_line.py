"""A key bears a name that readers of a bundle will see, so nobody gets one without being told which."""

import json

from tests.spec.cli.asking import run

from kenspeckle.outside.verify import read_key


def test_a_key_that_names_nobody_says_whose_name_it_bears_and_how_to_change_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KEN_PERSON", "a.login")
    code, out, _ = run(capsys, "key", tmp_path / "key")
    assert code == 0
    assert "bears the name of a.login" in out
    assert f'ken key {tmp_path / "key"} --holder "NAME"' in out
    assert read_key(tmp_path / "key").holder == "a.login"


def test_a_key_that_names_its_holder_needs_no_such_word(tmp_path, capsys):
    code, out, _ = run(capsys, "key", tmp_path / "key", "--holder", "The council")
    assert (code, len(out.splitlines())) == (0, 3)


def test_machines_are_told_whose_key_it_is(tmp_path, capsys):
    _, out, _ = run(capsys, "key", tmp_path / "key", "--holder", "The council", "--json")
    assert json.loads(out)["holder"] == "The council"
