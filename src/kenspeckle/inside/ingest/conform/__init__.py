"""From rows of text to typed rows, by the contract and by nothing else.

`binding` finds the column of each field, `texts` and `typed` write the SQL that reads it, `rules` says when a
row breaks the contract, and `part` runs all of it and writes one Parquet file.
"""

from .duplicates import stated_twice
from .part import Conformed, conform

__all__ = ["Conformed", "conform", "stated_twice"]
