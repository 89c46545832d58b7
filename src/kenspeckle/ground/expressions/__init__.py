"""The small, safe part of SQL that definitions may use.

An expression is parsed with sqlglot, checked node by node against an allow-list and against the fields it may
name, and kept as a tree. Nothing an author writes reaches an engine as text.
"""
