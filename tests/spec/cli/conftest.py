"""A workspace that was released and is only looked at, and a fresh one for each test that changes it."""

import pytest
from tests.spec.work.running import start

from kenspeckle.cli import main


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
