"""Turns `ken.yaml` as written into `Settings`."""

from __future__ import annotations

from pathlib import Path

from kenspeckle.ground.terms import Spot

from .audience import Audience
from .blocks import Entry
from .contracts import calendar
from .definitions import Keeping, Partner, Settings
from .layers import Layer, said
from .protecting import protection


def settings(layer: Layer) -> Settings | None:
    """Return the settings of a workspace, or None when its ken.yaml could not be read at all."""
    entry = layer.settings
    if entry is None:
        return None
    rules = protection(entry["protect"], layer.root)
    sign: Entry | None = entry["sign"]
    partners = tuple(Partner(said(one["name"]), said(one["key"])) for one in sign["partners"]) if sign else ()
    approvals = sign["approvals"] if sign else 1
    if sign is not None and partners and approvals > len(partners):
        sign.complain("approvals", f"{approvals} approvals by {len(partners)} partner(s)", "no more than partners")
    if sign is not None and len({partner.key for partner in partners}) < len(partners):
        sign.complain("partners", "two partners with one key", "a key for each")
    extends: Entry | None = entry["extends"]
    retention: Entry | None = entry["retention"]
    return Settings(
        name=said(entry["name"]),
        publisher=said(entry["publisher"]),
        contact=said(entry["contact"]),
        languages=tuple(str(language) for language in entry["languages"]),
        calendar=calendar(entry["calendar"]),
        minimum_children=rules.minimum_children,
        partners=partners,
        approvals=approvals,
        state=_place(entry, "state", layer.root),
        out=_place(entry, "out", layer.root),
        licence=said(entry["licence"]),
        about=said(entry["about"]),
        base_url=said(entry["base_url"]).rstrip("/"),
        extends=said(extends["core"]) if extends else "",
        spot=Spot(entry.reading.file, 1),
        invented=entry["invented"],
        retention=Keeping(retention["newest"], retention["days"]) if retention else None,
        audiences={
            str(name): Audience(str(name), said(one["title"]), said(one["who"]), one["minimum_children"])
            for name, one in entry["audiences"].items()
        },
        protect=rules,
    )


def _place(entry: Entry, key: str, root: Path) -> Path:
    """A folder that is written to: inside the workspace, or absolute because its owner said so in full."""
    path = Path(said(entry[key]))
    if path.is_absolute():
        return path
    if ".." in path.parts or not (root / path).resolve().is_relative_to(root.resolve()):
        entry.complain(key, f"`{path}` leads out of the workspace", "a folder inside it, or an absolute path")
    if not path.parts:
        entry.complain(key, "the workspace itself", "a folder inside it")
    return root / path
