"""Writers of the files that agencies send: the same rows give the same bytes on any machine.

Nothing here asks the clock, the locale or the system: line ends, encodings and dates inside archives are said, and
archives are stored without compression, since packers differ from one machine to the next.
"""

from .bundle import Bundle
from .columnar import write_openings
from .delimited import Delimited, Dialect
from .lines import Lines
from .markup import Return
from .printout import Printout
from .workbook import Date, Sheet, write_workbook

__all__ = [
    "Bundle",
    "Date",
    "Delimited",
    "Dialect",
    "Lines",
    "Printout",
    "Return",
    "Sheet",
    "write_openings",
    "write_workbook",
]
