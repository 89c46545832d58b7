"""Who approved which words: partners' keys, k of n as `ken.yaml` asks.

An approval is a signature over one version of one story. It is kept when it is given, counts for exactly those
words for ever, and is checked again each time that it is counted: a record is no proof.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import Finding, KenError
from kenspeckle.ground.workspace.definitions import Settings
from kenspeckle.outside.verify import SigningKey, approval_text, approves, parse_public

from .released import Approval
from .setting import Setting


class Words(Protocol):
    """One version of one story's words; digest: of its text."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...


class Version(NamedTuple):
    """One version of a story by its name and the digest of its text, where there is no more of it."""

    name: str
    digest: str


@dataclass(frozen=True)
class Signers:
    """The keys that were brought to a release, each once, and whose they are: key id -> partner."""

    keys: tuple[SigningKey, ...]
    partners: Mapping[str, str]


def signers(settings: Settings, keys: Sequence[SigningKey]) -> Signers:
    """Return whose the keys are. Raises KenError for none, for one that is no partner's, and for rules nobody can meet.

    Where no partners are listed, any key may release, and one approval is all there can be: two keys that nobody
    listed may be one person's.
    """
    if not keys:
        raise KenError("a release is signed: name a key with --key FILE; `ken key FILE` makes one")
    listed = _listed(settings)
    if not listed and settings.approvals > 1:
        raise KenError(
            f"ken.yaml asks for {settings.approvals} approvals and lists no partners, so nobody can tell whose they "
            "are. List each partner's public key under sign: partners."
        )
    given = {key.public.id: key for key in keys}
    found = {}
    for key_id, key in given.items():
        holder = key.public.holder or key_id
        if listed and key_id not in listed:
            raise KenError(f"the key of {holder} belongs to no partner in ken.yaml (sign: partners)")
        found[key_id] = listed.get(key_id, holder)
    return Signers(tuple(given.values()), found)


def _listed(settings: Settings) -> dict[str, str]:
    return {parse_public(p.key).id: p.name for p in settings.partners}


def approve(setting: Setting, files: Iterable[Words], by: Signers) -> None:
    """Keep the approval of each key for the words of each of `files` as they are now."""
    setting.records.releases.approve(*(_approval(setting, file, key, by) for file in files for key in by.keys))


def _approval(setting: Setting, file: Words, key: SigningKey, by: Signers) -> Approval:
    signature = base64.b64encode(key.sign(approval_text(file.name, file.digest))).decode()
    return Approval(file.name, file.digest, by.partners[key.public.id], key.public.line(), signature, setting.now)


def approved_before(setting: Setting, files: Sequence[Words]) -> dict[str, dict[str, Approval]]:
    """Return story -> key id -> approval of this version, of keys that are a partner's still and did sign the words."""
    listed = _listed(setting.workspace.settings)
    digests = {file.name: file.digest for file in files}
    found: dict[str, dict[str, Approval]] = {name: {} for name in digests}
    for approval in setting.records.releases.approvals(digests):
        key, digest = parse_public(approval.key), digests[approval.story]
        known = not listed or key.id in listed
        if approval.digest == digest and known and approves(key, approval.signature, approval.story, digest):
            found[approval.story][key.id] = approval
    return found


def named_before(setting: Setting, files: Sequence[Words]) -> dict[str, tuple[str, ...]]:
    """Return story -> the partners who approved this version before, by the names that `ken.yaml` gives their keys."""
    listed = _listed(setting.workspace.settings)
    return {
        name: tuple(dict.fromkeys(listed.get(key_id, a.partner) for key_id, a in before.items()))
        for name, before in approved_before(setting, files).items()
    }


def names_of(setting: Setting, files: Sequence[Words], by: Signers) -> dict[str, tuple[str, ...]]:
    """Return story -> the partners who approve its words: before, and with the keys that were brought now."""
    now = by.partners.values()
    return {name: tuple(sorted({*before, *now})) for name, before in named_before(setting, files).items()}


def settle(setting: Setting, files: Sequence[Words], by: Signers) -> None:
    """Raise Finding when too few partners approve one of `files`; the approvals given now are kept all the same."""
    needed = setting.workspace.settings.approvals
    if needed <= len(set(by.partners.values())):
        return  # those who are here are enough for any words
    lacking = {name: names for name, names in names_of(setting, files, by).items() if len(names) < needed}
    if not lacking:
        return
    with setting.records.transaction():
        approve(setting, files, by)
    said = "\n".join(f"  {name} has {len(names)}: {', '.join(names)}" for name, names in lacking.items())
    raise Finding(
        f"Nothing was released: each story needs the approval of {needed} partners.\n{said}\n"
        "The approvals given now are kept. Ask another partner to run `ken release` with their key."
    )
