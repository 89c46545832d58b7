"""A small workspace on disk, of which a test changes what it is about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kenspeckle.ground.terms import Complaints
from kenspeckle.ground.workspace import Workspace, load, new

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """write({"measures/more.yaml": text}) gives the path of the small start with these files in it."""

    def with_files(files: dict[str, str | bytes | None] | None = None, root: Path = tmp_path / "ws") -> Path:
        if not root.exists():
            new(root, "Test")
        for name, content in (files or {}).items():
            path = root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return with_files


@pytest.fixture
def loaded(write: Write) -> Callable[..., Workspace]:
    return lambda files=None: load(write(files))


@pytest.fixture
def complaints(write: Write) -> Callable[..., list[str]]:
    """complaints({...}) gives what is complained of, one text each, in the order of the files."""

    def of(files: dict[str, str | bytes | None] | None = None) -> list[str]:
        with pytest.raises(Complaints) as refused:
            load(write(files))
        assert refused.value.exit_code == 2
        return [str(complaint) for complaint in refused.value.complaints]

    return of
