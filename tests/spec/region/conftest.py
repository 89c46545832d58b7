"""One small region, made and built once, for every test that only reads what came of it."""

import json

import pytest
from tests.spec.region.building import Built, make_and_build, once


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    folder = once(tmp_path_factory, "invented-region", make_and_build)
    return Built(folder / "w", folder / "answers.zip", json.loads((folder / "said.json").read_text(encoding="utf-8")))
