"""Bundles: seal a story so that a stranger can check it, and check one.

A bundle proves that these words follow from these cells, and who says so. It cannot prove that the sources were
true; for that, an inspector inside the walls counts the cells again from the snapshots.
"""

from .check import check, open_payload, payload_of, read_bundle
from .contents import Contents, SourceNote
from .keys import PublicKey, SigningKey, new_key, parse_public, read_key, read_public
from .report import Line, Report
from .seal import LogProof, Signed, Unsigned, approval_text, approves, close, sign_contents, sign_payload, unsigned

__all__ = [
    "Contents",
    "Line",
    "LogProof",
    "PublicKey",
    "Report",
    "Signed",
    "SigningKey",
    "SourceNote",
    "Unsigned",
    "approval_text",
    "approves",
    "check",
    "close",
    "new_key",
    "open_payload",
    "parse_public",
    "payload_of",
    "read_bundle",
    "read_key",
    "read_public",
    "sign_contents",
    "sign_payload",
    "unsigned",
]
