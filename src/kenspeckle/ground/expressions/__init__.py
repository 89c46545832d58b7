"""The small, safe part of SQL that definitions may use.

An expression is parsed with sqlglot, checked node by node against an allow-list and against the fields it may
name, and kept as a tree that is built anew from the checked parts. Nothing an author writes reaches an engine
as text, and nothing that is allowed here is computed inexactly there.
"""

from .expression import Expression, parse_row, parse_sums
from .memory import remembered

__all__ = ["Expression", "parse_row", "parse_sums", "remembered"]
