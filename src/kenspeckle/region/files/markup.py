"""An XML return: records in groups, attributes and elements escaped, one element on a line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

Content = Mapping[str, "str | Content"]
"""What an element holds: names that begin with @ are its attributes, the others its children, in their order."""


class Return:
    """One XML file: a root with attributes, groups in it, and records in the groups. `row` counts records from 1."""

    def __init__(self, path: Path, root: str, attributes: Mapping[str, str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._out, self._root = path.open("xb"), root
        self.row = 1
        self._put('<?xml version="1.0" encoding="UTF-8"?>\n' + _start(root, attributes) + "\n")

    def open_group(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a group of records."""
        self._put(f"  {_start(name, attributes)}\n")

    def close_group(self, name: str) -> None:
        """End a group of records."""
        self._put(f"  </{name}>\n")

    def write(self, name: str, record: Content) -> int:
        """Write one record; return its number."""
        self._put(_element(name, record, "    "))
        self.row += 1
        return self.row - 1

    def close(self) -> None:
        """End the root and close the file."""
        self._put(f"</{self._root}>\n")
        self._out.close()

    def _put(self, text: str) -> None:
        self._out.write(text.encode())


def _start(name: str, attributes: Mapping[str, str]) -> str:
    return f"<{name}" + "".join(f" {n}={quoteattr(v)}" for n, v in attributes.items()) + ">"


def _element(name: str, content: str | Content, indent: str) -> str:
    if isinstance(content, str):
        return f"{indent}<{name}>{escape(content)}</{name}>\n" if content else f"{indent}<{name}/>\n"
    attributes = {n[1:]: v for n, v in content.items() if n.startswith("@") and isinstance(v, str)}
    inside = "".join(_element(n, v, indent + "  ") for n, v in content.items() if not n.startswith("@"))
    return f"{indent}{_start(name, attributes)}\n{inside}{indent}</{name}>\n"
