"""Wanted cells become one plan, and the plan becomes cubes in one scan of each source.

    registers(workspace, capsule)                 places: codes, spellings, what lies within what
    coverage(workspace, capsule)                  the periods that each measure covers
    plan(wants, workspace, registers, coverage)   a Plan: data, hashed and sliced for bundles
    run(plan, capsule, registers)                 cubes; `read` also says what was noticed on the way

Numbers are integers and decimals from the first row to the last cell. Children are counted as children: once in
a total, whatever number of schools or months they were seen in.
"""

from .cover import coverage
from .notices import Notice
from .places import Capsule, Place, Register, registers
from .planning import plan
from .plans import Plan
from .reading import Reading, read, run

__all__ = [
    "Capsule",
    "Notice",
    "Place",
    "Plan",
    "Reading",
    "Register",
    "coverage",
    "plan",
    "read",
    "registers",
    "run",
]
