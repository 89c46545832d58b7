"""A bundle that a real release sealed: invented children, two cells of them hidden; and one from public data."""

from pathlib import Path

import pytest
from tests.spec.work.running import children, release, start


@pytest.fixture(scope="session")
def released(tmp_path_factory) -> Path:
    """The workspace of the small start, released once."""
    root = start(tmp_path_factory.mktemp("verify") / "start")
    release(root)
    return root


@pytest.fixture(scope="session")
def sealed(released) -> bytes:
    return (released / "out" / "bundles" / "first-story.ken.zip").read_bytes()


@pytest.fixture(scope="session")
def guarded(tmp_path_factory) -> bytes:
    """A bundle with hidden cells."""
    root = children(tmp_path_factory.mktemp("verify") / "children", {"Northside": 30, "Eastfield": 12, "Westbrook": 4})
    release(root)
    return (root / "out" / "bundles" / "lates.ken.zip").read_bytes()
