"""Any bytes: whatever stands in a definition file, it loads or is complained of, and nothing else happens."""

from __future__ import annotations

import jsonschema
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kenspeckle.ground.terms import Complaints
from kenspeckle.ground.workspace import load, schemas
from kenspeckle.ground.workspace.nodes import plain

KINDS = (
    "ken.yaml",
    "sources/x.yaml",
    "measures/x.yaml",
    "places/x.yaml",
    "goals.yaml",
    "glossary.yaml",
    "stories/x.md",
)
PIECES = [
    *("a:", "  title: T", "- b", "x: [1, 2]", "&a *a", "  from: attendance", "goals:", "  rate: {of: sum(x)}", "---"),
    *("id: q", "schema: [{name: a, properties: [{name: b}]}]", "  within: {a: b}", "customProperties: []", "name: n"),
    *(
        '"',
        "\t",
        "<<: x",
        "apiVersion: v3.1.0",
        "  index: {of: a, base: 2024}",
        "  values: {a: b}",
        "extends: {core: .}",
    ),
]
LINES = st.lists(st.sampled_from(PIECES), max_size=8).map(lambda lines: "\n".join(lines).encode())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), data=st.binary(max_size=80) | LINES)
@example(kind="ken.yaml", data=b"name: x\nextends: {core: ., version: '1'}")
def test_any_bytes_load_or_are_complained_of(kind, data, write):
    """Nothing but complaints: no other error, whatever is written."""
    root = write()
    path = root / kind
    path.parent.mkdir(exist_ok=True)
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(data)
    try:
        load(root)
    except Complaints as refused:
        for complaint in refused.complaints:
            assert complaint.spot.file
            str(complaint).encode()
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_the_loader_takes_its_schema_takes(data, write):
    """A part of a good file is changed: either there are complaints, or an editor finds nothing wrong either."""
    root = write({"places/p.yaml": "council: {title: Council, values: {S1: Fife}, tiles: {S1: [1, 2]}}\n"})
    names = {"ken.yaml": "ken", "sources": "source", "measures": "measures", "places": "places", "goals.yaml": "goals"}
    path = data.draw(
        st.sampled_from([root / name for name in ("ken.yaml", "goals.yaml")] + sorted(root.glob("*/*.yaml")))
    )
    text = path.read_text()
    at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 6))
    put = data.draw(st.sampled_from(["", " ", ":", "[", "}", "- ", "x", "0", "\n", "&a ", "*a", "'", "null", "{a: b}"]))
    path.write_text(text[:at] + put + text[at + length :])
    try:
        load(root)
    except Complaints:
        return
    else:
        schema = schemas()[names[path.relative_to(root).parts[0]]]
        seen = plain(yaml.compose(path.read_text(), Loader=yaml.CSafeLoader))
        jsonschema.Draft202012Validator(schema).validate(seen)
    finally:
        path.write_text(text)
