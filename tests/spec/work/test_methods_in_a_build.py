"""Rounding and cell keys from ken.yaml to the sealed bundle."""

import base64
import io
import os
import zipfile

import pytest
from tests.spec.work.running import ANNA, build, children, page, release, setting

from kenspeckle.ground.terms import KenError, ProtectedCell, Suppressed
from kenspeckle.outside.verify import check, new_key
from kenspeckle.outside.verify.tables import read_cells
from kenspeckle.work.explain import explain
from kenspeckle.work.inspect import inspect

SCHOOLS = {"Northside": 33, "Eastfield": 27, "Westbrook": 4}


def workspace(tmp_path, method):
    root = children(tmp_path / "w", SCHOOLS)
    ken = root / "ken.yaml"
    ken.write_text(ken.read_text().replace("minimum_children: 10", f"minimum_children: 10, {method}"))
    return root


def secret(path, seed):
    """A file as `ken key` writes one, of a secret that is the same in every run."""
    lines = ["-----BEGIN KENSPECKLE PRIVATE KEY-----", base64.b64encode(seed * 32).decode(), "noise"]
    path.write_text("\n".join([*lines, "-----END KENSPECKLE PRIVATE KEY-----", ""]))
    path.chmod(0o600)


def told(root):
    cells = build(root).told.protection.cells
    return {dict(k.group).get("school", "all"): c for k, c in cells.items()}


def test_a_rounded_build_is_released_checked_and_inspected(tmp_path):
    root = workspace(tmp_path, "method: round, base: 5")
    found = told(root)
    assert {n: c.children for n, c in found.items() if isinstance(c, ProtectedCell)} == {
        "all": 65, "Northside": 35, "Eastfield": 25}  # fmt: skip
    assert isinstance(found["Westbrook"], Suppressed)
    (path,) = release(root).bundles
    bundle = path.read_bytes()
    report = check(bundle, [ANNA.public])
    assert report.genuine, report
    said = page(root, "lates")
    assert "rounded to multiples of 5" in said
    assert all(line.passed for line in inspect(setting(root), bundle))
    line = next(
        n for n, text in enumerate((root / "stories" / "lates.md").read_text().splitlines(), 1) if "[2.0]" in text
    )
    assert "off by at most 4 children" in str(explain(setting(root), f"stories/lates.md:{line}"))
    sealed = read_cells(_content(bundle, "tables/cells.csv"))
    assert {(c.children_within, c.rows_within) for c in sealed.values() if isinstance(c, ProtectedCell)} == {(4, 4)}


def _content(bundle, name):
    with zipfile.ZipFile(io.BytesIO(bundle)) as packed:
        return packed.read(next(n for n in packed.namelist() if n.endswith(name)))


def test_what_was_released_exactly_is_not_told_rounded(tmp_path):
    root = workspace(tmp_path, "method: suppress")
    release(root)
    ken = root / "ken.yaml"
    ken.write_text(ken.read_text().replace("method: suppress", "method: round"))
    with pytest.raises(KenError, match="released by another method of protection"):
        build(root)


def test_noise_is_drawn_with_a_secret_outside_the_workspace(tmp_path):
    secret(tmp_path / "cell.key", b"a")
    root = workspace(tmp_path, "method: cell-key, secret: ../cell.key")
    first = told(root)
    counts = {n: c.children for n, c in first.items() if isinstance(c, ProtectedCell)}
    exact = {"all": 64, "Northside": 33, "Eastfield": 27}
    assert counts.keys() == exact.keys()
    assert all(abs(counts[n] - exact[n]) <= 4 for n in exact)
    assert told(root) == first
    kept_apart = (tmp_path / "cell.key").read_text().splitlines()[1]
    kept = [p for p in root.rglob("*") if p.is_file()]
    assert kept
    assert not any(kept_apart.encode() in p.read_bytes() for p in kept)
    seen = {first["Northside"].children}
    for n in range(6):
        secret(tmp_path / f"{n}.key", str(n).encode())
        ken = root / "ken.yaml"
        ken.write_text(ken.read_text().replace("../cell.key", f"../{n}.key").replace(f"../{n - 1}.key", f"../{n}.key"))
        seen.add(told(root)["Northside"].children)
    assert len(seen) > 1


def test_noise_is_released_checked_and_the_same_for_ever(tmp_path):
    secret(tmp_path / "cell.key", b"a")
    root = workspace(tmp_path, "method: cell-key, secret: ../cell.key")
    (path,) = release(root).bundles
    report = check(path.read_bytes(), [ANNA.public])
    assert report.genuine, report
    assert any("more than its counts were disturbed" in line.sentence for line in report.lines)
    assert all(line.passed for line in inspect(setting(root), path.read_bytes()))
    secret(tmp_path / "other.key", b"b")
    ken = root / "ken.yaml"
    ken.write_text(ken.read_text().replace("../cell.key", "../other.key"))
    with pytest.raises(KenError, match="released by another method of protection"):
        build(root)


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    new_key(tmp_path / "cell.key", "noise")
    os.chmod(tmp_path / "cell.key", 0o644)
    with pytest.raises(KenError, match="can be read by others"):
        build(workspace(tmp_path, "method: cell-key, secret: ../cell.key"))


def test_a_secret_that_is_not_there_is_asked_for(tmp_path):
    with pytest.raises(KenError, match="make one with `ken key"):
        build(workspace(tmp_path, "method: cell-key, secret: ../cell.key"))
