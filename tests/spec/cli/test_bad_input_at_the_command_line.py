"""Bad input gets one clear message, exit code 2 or a finding, and nothing is lost or given away."""

import socket

import pytest
from tests.spec.cli.asking import bundle_of, refused, run
from tests.spec.work.running import CONTRACT, children

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
    assert "identifying: true" in CONTRACT
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
