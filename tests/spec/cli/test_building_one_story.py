"""One story can be built alone: it alone is told and tested, and the preview stays whole and true."""

from tests.spec.cli.asking import run

SECOND = "---\ntitle: Another\n---\nChildren attended [91.2%]{attendance_rate in 2024/25} of the time.\n"


def test_one_story_is_told_and_the_others_stay_in_the_preview_as_they_were(fresh, capsys):
    (fresh / "stories" / "second.md").write_text(SECOND)
    assert run(capsys, "build", "--workspace", fresh)[0] == 0
    preview = fresh / "out" / "preview"
    before = (preview / "stories" / "first-story" / "index.html").read_text()
    (fresh / "stories" / "second.md").write_text(SECOND.replace("Another", "A better title"))
    code, out, _ = run(capsys, "build", "second", "--workspace", fresh)
    assert (code, "1 story, 1 claim" in out) == (0, True)
    assert "A better title" in (preview / "stories" / "second" / "index.html").read_text()
    assert (preview / "stories" / "first-story" / "index.html").read_text() == before
    measure = (preview / "measures" / "attendance_rate" / "index.html").read_text()
    assert "first-story" in measure
    assert "second" in measure


def test_a_story_whose_file_is_gone_leaves_the_preview(fresh, capsys):
    (fresh / "stories" / "second.md").write_text(SECOND)
    assert run(capsys, "build", "--workspace", fresh)[0] == 0
    (fresh / "stories" / "first-story.md").unlink()
    assert run(capsys, "build", "second", "--workspace", fresh)[0] == 0
    assert not (fresh / "out" / "preview" / "stories" / "first-story").exists()


def test_the_first_build_may_be_of_one_story(fresh, capsys):
    (fresh / "stories" / "second.md").write_text(SECOND)
    assert run(capsys, "build", "second", "--workspace", fresh)[0] == 0
    assert not (fresh / "out" / "preview" / "stories" / "first-story").exists()
