"""Schemas and standards: editors, other tools and the loader must read the same files in the same way."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from open_data_contract_standard import model
from open_data_contract_standard.model import OpenDataContractStandard

from kenspeckle.ground.workspace import load, odcs, reference, schemas
from kenspeckle.ground.workspace.described import FILES, FOLDER, blocks, written
from kenspeckle.ground.workspace.layers import front_end
from kenspeckle.ground.workspace.nodes import plain

HERE = Path(__file__).parent
REPOSITORY = Path(__file__).parents[3]
START = REPOSITORY / "src/kenspeckle/ground/workspace/templates/start"
SINGLE = ("ken", "goals", "comparisons", "glossary")
FOLDERS = {"sources": "source", "measures": "measures", "places": "places", "stories": "story"}


def as_editors_see(text: str) -> object:
    """YAML 1.2, as the language servers of editors read it."""
    return plain(yaml.compose(text, Loader=yaml.CSafeLoader))


def samples() -> list[tuple[Path, str]]:
    """Every definition file of the start and of the examples, with the name of its schema."""
    found = []
    for root in (START, *sorted(path.parent for path in (REPOSITORY / "examples").glob("*/ken.yaml"))):
        found += [(root / f"{name}.yaml", name) for name in SINGLE if (root / f"{name}.yaml").exists()]
        for folder, schema in FOLDERS.items():
            found += [
                (path, schema) for path in sorted((root / folder).rglob("*.*")) if path.suffix in (".yaml", ".md")
            ]
    return found


@pytest.mark.parametrize("name", FILES)
def test_each_schema_file_is_what_the_loader_reads_by(name):
    """Run `python -m kenspeckle.ground.workspace.described` after changing a key."""
    assert (FOLDER / f"{name}.schema.json").read_text(encoding="utf-8") == written(name)


@pytest.mark.parametrize("name", FILES)
def test_each_schema_is_a_schema(name):
    jsonschema.Draft202012Validator.check_schema(schemas()[name])
    assert json.loads(written(name)) == schemas()[name]


@pytest.mark.parametrize(("path", "name"), samples(), ids=lambda value: getattr(value, "name", value))
def test_every_sample_is_valid_by_its_schema(path, name):
    text = path.read_text(encoding="utf-8")
    if name == "story":
        text = text[4 : front_end(text)]
    jsonschema.Draft202012Validator(schemas()[name]).validate(as_editors_see(text))


BAD = {
    "ken": "{name: N, protect: {minimum_children: 3}}",
    "source": "{apiVersion: v2.2.2, kind: DataContract, id: a, version: 1}",
    "source-ken": "{provider: P, deliveries: [{format: csv}]}",
    "field-ken": "{period: fortnight}",
    "measures": "{m: {title: T, meaning: M, titel: U}}",
    "places": "{Council: {title: T, values: {a: b}}}",
    "goals": "{goals: [a]}",
    "comparisons": "{rolls: {title: T, measures: [a]}}",
    "glossary": "{w: {called: {a: b}}}",
    "known": "{k: {title: T, publisher: P, date: soon}}",
    "story": "{title: T, kind: tale}",
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_fails_its_schema(name):
    validator = jsonschema.Draft202012Validator(schemas()[name])
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(as_editors_see(BAD[name]))


def test_the_ken_block_of_a_contract_is_checked_by_the_contracts_schema():
    text = (START / "sources/attendance.yaml").read_text().replace("noise: complete", "nois: complete")
    with pytest.raises(jsonschema.ValidationError, match="nois"):
        jsonschema.Draft202012Validator(schemas()["source"]).validate(as_editors_see(text))


@pytest.mark.parametrize("path", [p for p, name in samples() if name == "source"], ids=lambda path: path.name)
def test_our_contracts_are_contracts_of_the_standard(path):
    """Read by the standard's own package, and valid by the standard's own schema."""
    contract = OpenDataContractStandard.from_file(str(path))
    assert contract.schema_
    standard = json.loads(Path(model.__file__).with_name("schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(standard)(standard)
    validator.validate(as_editors_see(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (model.OpenDataContractStandard, odcs.CONTRACT),
        (model.SchemaObject, odcs.TABLE),
        (model.SchemaProperty, odcs.PROPERTY),
        (model.DataQuality, odcs.QUALITY),
        (model.ServiceLevelAgreementProperty, odcs.SLA),
        (model.Team, odcs.TEAM),
        (model.Description, odcs.DESCRIPTION),
        (model.EnumValue, odcs.ENUM_VALUE),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_no_key_of_the_standard_is_unknown(theirs, ours):
    """A key that is for other tools is left alone, not complained of."""
    assert {field.alias or name for name, field in theirs.model_fields.items()} <= set(ours.by_name)


def test_a_contract_that_the_standards_package_wrote_is_read(write):
    """What other tools write has keys in other orders and keys that we leave alone."""
    root = write()
    path = root / "sources/attendance.yaml"
    contract = OpenDataContractStandard.from_file(str(path))
    contract.tags, contract.domain = ["schools"], "education"
    before = load(root).contracts["attendance"]
    path.write_text(contract.to_yaml())
    after = load(root).contracts["attendance"]
    assert [(f.name, f.type, f.headers, f.required) for f in after.fields] == [
        (f.name, f.type, f.headers, f.required) for f in before.fields
    ]
    assert (after.provider, after.marks, after.noise) == (before.provider, before.marks, before.noise)


def test_every_key_is_explained():
    """The reference is printed from the same tables, so a key without a meaning would be printed without one."""
    for entry in reference():
        assert entry.meaning.endswith("."), entry
        assert entry.type, entry
    assert {entry.kind for entry in reference()} == {block.name for block in blocks()}
    settings = {entry.key: entry for entry in reference() if entry.kind == "ken.yaml"}
    assert settings["name"].required
    assert settings["out"].default == "out"
