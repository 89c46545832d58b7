"""The Scottish example, taken in once for all of its tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.examples.scotland import Example, taken_in


@pytest.fixture(scope="session")
def scotland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """Its sources, taken in through the whole of ingest and open."""
    with taken_in(tmp_path_factory.mktemp("example") / "scotland") as example:
        yield example
