"""A stranger with a grudge: given released cells alone, looks for children.

It shares no code with `protect` and knows no row. It writes down what every published table says of every
other, as any reader could, and asks two things of each hidden cell: can it be worked out exactly, and between
which whole numbers must it lie?
"""

from .attacker import Breach, Report, attack

__all__ = ["Breach", "Report", "attack"]
