"""The Scottish example, taken in once for all of its tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.examples.scotland import Example, copied, opened, setting_of

from kenspeckle.work.ingest import ingest


@pytest.fixture(scope="session")
def delivered_to(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the workspace whose files have been taken in through the whole of ingest."""
    root = copied(tmp_path_factory.mktemp("example") / "scotland")
    ingest(setting_of(root))
    return root


@pytest.fixture(scope="session")
def scotland(delivered_to: Path) -> Iterator[Example]:
    """Its sources, open."""
    with opened(delivered_to) as example:
        yield example
