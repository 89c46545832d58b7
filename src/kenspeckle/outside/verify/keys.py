"""Keys that approve releases: ed25519, the private one outside the workspace, the public one as one line of text."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from functools import cached_property
from pathlib import Path

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import KenError

_LINE = re.compile(r"ken-ed25519 ([A-Za-z0-9+/]{43}=)(?: (.*))?")


@dataclass(frozen=True)
class PublicKey:
    """A public key of 32 bytes and the name of its holder; `id` is what signatures name it by."""

    raw: bytes
    holder: str = ""

    @property
    def id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()[:16]

    def line(self) -> str:
        return f"ken-ed25519 {base64.b64encode(self.raw).decode()} {self.holder}".rstrip()

    def verifies(self, signature: bytes, message: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A private key; never printed."""

    seed: bytes
    holder: str = ""

    def __repr__(self) -> str:
        return f"SigningKey({self.holder!r})"

    @cached_property
    def public(self) -> PublicKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return PublicKey(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw(), self.holder)

    def sign(self, message: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def parse_public(text: str) -> PublicKey:
    """Read one public key line: `ken-ed25519 BASE64 [holder]`. Raises KenError."""
    m = _LINE.fullmatch(text.strip())
    if m is None:
        raise KenError("this is not a public key: expected one line such as `ken-ed25519 AAAA… holder`")
    return PublicKey(base64.b64decode(m[1]), (m[2] or "").strip())


def read_public(path: Path) -> list[PublicKey]:
    """Read a file of public keys, one a line; empty lines and lines that begin with # are passed over."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KenError(f"{path}: the key file cannot be read ({type(error).__name__}); name a .pub file") from None
    if any("PRIVATE" in line for line in lines):
        raise KenError(f"{path} is a private key; to check a bundle name the public one, {path}.pub")
    keys = [parse_public(line) for line in lines if line.strip() and not line.startswith("#")]
    if not keys:
        raise KenError(f"{path} holds no key; expected a line such as `ken-ed25519 AAAA… holder`")
    return keys


_BEGIN, _END = "-----BEGIN KENSPECKLE PRIVATE KEY-----", "-----END KENSPECKLE PRIVATE KEY-----"
_PRIVATE = re.compile(rf"{_BEGIN}\n([A-Za-z0-9+/]{{43}}=)\n(.*)\n{_END}\n")


def new_key(path: Path, holder: str) -> PublicKey:
    """Write a new private key to `path` (for its owner's eyes only) and its public line to `path`.pub.

    Raises KenError when either file is there already: a key that is overwritten is a key that is lost.
    """
    public_path = path.with_name(path.name + ".pub")
    for taken in (path, public_path):
        if taken.exists():
            raise KenError(
                f"{taken} is there already; choose another name, or take it away yourself if it is not needed"
            )
    key = SigningKey(os.urandom(32), holder)
    text = f"{_BEGIN}\n{base64.b64encode(key.seed).decode()}\n{holder}\n{_END}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        public_path.write_text(key.public.line() + "\n", encoding="utf-8")
    except OSError as error:
        raise KenError(f"{path}: the key cannot be written ({error.strerror})") from None
    return key.public


def read_key(path: Path) -> SigningKey:
    """Read a private key that `new_key` wrote. Raises KenError, without a trace of what the file holds."""
    try:
        text = path.read_text("utf-8")
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        raise KenError(
            f"{path}: the key cannot be read ({type(error).__name__}); make one with `ken key {path}`"
        ) from None
    m = _PRIVATE.fullmatch(text)
    if m is None:
        raise KenError(f"{path} is not a private key of kenspeckle's; make one with `ken key FILE`")
    if mode & 0o077:
        raise KenError(f"{path} can be read by others on this machine; run: chmod 600 {path}")
    return SigningKey(base64.b64decode(m[1]), m[2])
