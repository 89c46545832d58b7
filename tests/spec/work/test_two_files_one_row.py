"""A row that two deliveries both state would be counted twice, so the second delivery is refused."""

from tests.spec.work.running import start

from kenspeckle.cli import main


def test_a_new_file_that_repeats_rows_of_an_older_one_is_refused(tmp_path, capsys):
    root = start(tmp_path / "w")
    assert main(["ingest", "--workspace", str(root)]) == 0
    (first,) = (root / "deliveries").rglob("*.csv")
    header, row, *_ = first.read_text().splitlines()
    contract = next((root / "sources").glob("*.yaml"))
    contract.write_text(
        contract.read_text().replace(f"{first.relative_to(root)}", f"{first.parent.relative_to(root)}/*.csv")
    )
    assert main(["ingest", "--workspace", str(root)]) == 0
    (first.parent / "later.csv").write_text(f"{header}\n{row}\n")
    capsys.readouterr()
    assert main(["ingest", "--workspace", str(root)]) == 2
    said = capsys.readouterr().out
    assert "a delivery was refused, so the last good snapshot stays" in said
    assert "later.csv" in said
