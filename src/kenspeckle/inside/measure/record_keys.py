"""Keys of children, added up for each cell: what cell-key perturbation makes its noise from.

Every child has a key, drawn from its number and a secret that is kept outside the workspace. The keys of all
children in a cell add up to the cell's key, so the same children always give the same key, in whichever table and
however they were asked for, and nobody without the secret can work it out. Only the key of the sum leaves the engine.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlglot import exp

MODULUS = 2**32
"""Keys are whole numbers below this."""


def derived(secret: bytes) -> str:
    """Return what keys are drawn with: the secret itself is no part of any query."""
    return hmac.new(secret, b"kenspeckle record keys", hashlib.sha256).hexdigest()


def key_of(child: exp.Expr, drawn_with: str) -> exp.Expr:
    """Return a child's key as a whole number: 32 bits of a hash that nobody can draw without `drawn_with`."""
    text = exp.DPipe(this=exp.Literal.string(drawn_with), expression=exp.cast(child, "varchar"))
    digits = exp.Substring(
        this=exp.SHA2(this=text, length=exp.Literal.number(256)),
        start=exp.Literal.number(1),
        length=exp.Literal.number(8),
    )
    return exp.cast(exp.DPipe(this=exp.Literal.string("0x"), expression=digits), "bigint")
