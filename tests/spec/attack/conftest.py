"""Releases that several attacks are tried on, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.spec.attack.known_town import stories, townsfolk
from tests.spec.attack.town import publish, town, unsafe


@pytest.fixture(scope="session")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a town, released as `ken release` does."""
    return publish(town(tmp_path_factory.mktemp("protected") / "w", townsfolk(), stories()))


@pytest.fixture(scope="session")
def primary_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with few children hidden, and nothing beside them."""
    root = town(tmp_path_factory.mktemp("primary") / "w", townsfolk(), stories())
    with unsafe(lambda rules, key, cell: 0 < (cell.children or 0) < rules.minimum_children):
        return publish(root)


@pytest.fixture(scope="session")
def counts_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with few children hidden where children are counted, and shares and averages of any few told."""
    root = town(tmp_path_factory.mktemp("counts") / "w", townsfolk(), stories())
    counted = ("roll", "meals", "few_away", "joiners")
    with unsafe(lambda rules, key, cell: 0 < (cell.children or 0) < rules.minimum_children, only=counted):
        return publish(root)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with nothing hidden at all."""
    root = town(tmp_path_factory.mktemp("bare") / "w", townsfolk(), stories())
    with unsafe(lambda *_: False):
        return publish(root)
