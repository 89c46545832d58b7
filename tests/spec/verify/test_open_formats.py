"""A bundle can be read and its signatures checked by those who have never heard of kenspeckle."""

import base64
import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.spec.work.running import ANNA


@pytest.fixture
def files(guarded):
    """The bundle, taken apart by Python's own ZIP reader."""
    with zipfile.ZipFile(io.BytesIO(guarded)) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_the_signature_is_plain_dsse_over_an_in_toto_statement(files):
    """As its specification says, with a cryptography library and nothing else."""
    envelope = json.loads(files["ken/envelope.json"])
    payload, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"]
    message = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    (line,) = files["ken/keys.txt"].decode().splitlines()
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(line.split()[1]))
    (signature,) = envelope["signatures"]
    key.verify(base64.b64decode(signature["sig"]), message)
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(signature["sig"]), message + b" ")
    assert line == ANNA.public.line()

    statement = json.loads(payload)
    assert kind == "application/vnd.in-toto+json"
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    named = {s["name"]: s["digest"]["sha256"] for s in statement["subject"]}
    assert named == {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if not n.startswith("ken/")}


def test_the_whole_is_an_ro_crate(files):
    """Version 1.2: a flat graph, a descriptor, a root with what it must have, every reference in the graph."""
    record = json.loads(files["ro-crate-metadata.json"])
    assert record["@context"] == "https://w3id.org/ro/crate/1.2/context"
    graph = {entity["@id"]: entity for entity in record["@graph"]}
    assert len(graph) == len(record["@graph"])
    assert all(entity.get("@type") for entity in record["@graph"])
    descriptor, root = graph["ro-crate-metadata.json"], graph["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert root["@type"] == "Dataset"
    assert all(root[part] for part in ("name", "description", "license"))
    assert datetime.fromisoformat(root["datePublished"])
    own = {n for n in files if not n.startswith("ken/") and n != "ro-crate-metadata.json"}
    assert {part["@id"] for part in root["hasPart"]} == own
    for name in own:
        assert graph[name]["@type"] == "File"
        assert int(graph[name]["contentSize"]) == len(files[name])
    for entity in record["@graph"]:
        for value in entity.values():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    assert list(item) == ["@id"], "the graph is flat"
                    assert item["@id"] in graph or item["@id"].startswith("https://w3id.org/ro/crate/")


def test_the_tables_are_a_data_package_and_match_their_schemas(files):
    package = json.loads(files["datapackage.json"])
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert datetime.fromisoformat(package["created"]).tzinfo is not None
    for licence in package.get("licenses", ()):
        assert licence.get("name") or licence.get("path")
    for source in package["sources"]:
        assert source["title"]
        assert "path" not in source or source["path"].startswith("https://")
    assert [r["path"] for r in package["resources"]] == ["tables/cells.csv", "tables/claims.csv", "tables/ways.csv"]
    for resource in package["resources"]:
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        assert resource["type"] == "table"
        assert resource["bytes"] == len(files[resource["path"]])
        head, *rows = csv.reader(io.StringIO(files[resource["path"]].decode(resource["encoding"])), strict=True)
        fields = resource["schema"]["fields"]
        assert head == [field["name"] for field in fields]
        assert len(set(head)) == len(head)
        for row in rows:
            assert len(row) == len(head)
            for field, value in zip(fields, row, strict=True):
                assert field["type"] in ("integer", "string")
                if field["type"] == "integer":
                    assert value == "" or re.fullmatch(r"-?\d+", value)


def test_no_table_holds_what_a_spreadsheet_would_run(files):
    for name in ("tables/cells.csv", "tables/claims.csv", "tables/ways.csv"):
        for row in csv.reader(io.StringIO(files[name].decode())):
            assert not any(value[:1] in ("=", "+", "@", "\t") for value in row)


def test_a_hidden_cell_says_that_it_is_hidden_and_holds_no_count(files):
    rows = list(csv.DictReader(io.StringIO(files["tables/cells.csv"].decode())))
    hidden = [row for row in rows if row["absence"] == "suppressed"]
    assert {row["by_school"] for row in hidden} == {"Eastfield", "Westbrook"}
    for row in hidden:
        assert row["reason"]
        assert not any(row[count] for count in ("numerator", "denominator", "children", "rows", "unknown"))


def test_no_child_is_named_anywhere_in_a_bundle(guarded):
    assert b"CHILD-" not in guarded


def test_the_ledger_entry_can_be_made_again_by_hand(files):
    log = json.loads(files["ken/log.json"])
    seal = hashlib.sha256(files["ken/envelope.json"]).hexdigest()
    entry = json.dumps({"bundle": "lates", "envelope": seal}, separators=(",", ":")).encode()
    before = bytes.fromhex(log["previous"])
    assert hashlib.sha256(before + hashlib.sha256(entry).digest()).hexdigest() == log["hash"]
