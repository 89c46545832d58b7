"""The workspace of an invented region: every file that is not a delivery.

Contracts, measures, places, goals, agreements and stories are templates, the same for every seed. What differs from
seed to seed (the names of councils, one small school) is filled in where a template says <<word>>.
"""

from .filling import INVENTED, Names, filled, names_of, write

__all__ = ["INVENTED", "Names", "filled", "names_of", "write"]
