"""Whatever is changed in a bundle is found, however skilfully; and only what a trusted key signed is ever read."""

import io
import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.spec.verify.forging import STRANGER, complaints, promise, repacked, resealed, with_right_sums
from tests.spec.work.running import ANNA, BERT

from kenspeckle.ground.terms import KenError
from kenspeckle.outside.verify import PublicKey, check, parse_public, read_bundle, read_public
from kenspeckle.outside.verify.container import NotABundle, pack, unpack


def test_an_untouched_bundle_is_genuine(sealed, guarded):
    assert complaints(sealed, ANNA) == []
    assert complaints(guarded, ANNA) == []


def test_one_bit_changed_anywhere_is_found(sealed):
    """Every byte of a whole bundle, a different bit of each."""
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << (at % 8)
        with pytest.raises(NotABundle):
            unpack(bytes(changed))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_byte_changed_and_the_checksums_mended_is_found_too(guarded, data):
    """A forger mends the ZIP. Then signatures, digests, the ledger's link or the list of keys must tell."""
    entries = unpack(guarded)
    name = data.draw(st.sampled_from(sorted(entries)))
    content = entries[name]
    at = data.draw(st.integers(0, len(content) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda v: v != content[at]))
    changed = content[:at] + bytes([value]) + content[at + 1 :]
    assert complaints(repacked(guarded, {name: changed}), ANNA)


@pytest.mark.evidence
def test_every_byte_changed_and_the_checksums_mended_is_found_too(guarded):
    offset = 0
    entries = unpack(guarded)
    for name in sorted(entries):
        start = offset + 30 + len(name)
        for at in range(start, start + len(entries[name])):
            assert complaints(with_right_sums(guarded, at, guarded[at] ^ (1 << at % 8)), ANNA), (name, at - start)
        offset = start + len(entries[name])


@pytest.mark.parametrize("name", ["ken/log.json", "ken/keys.txt", "ken/envelope.json", "story.md", "tables/ways.csv"])
def test_no_file_can_be_taken_out(sealed, name):
    assert complaints(repacked(sealed, {name: None}), ANNA)


@pytest.mark.parametrize("name", ["extra.txt", "quotes/one.json", "ken/note.txt"])
def test_no_file_can_be_added(sealed, name):
    assert complaints(repacked(sealed, {name: b"x"}), ANNA) == [
        f"The content is not what was signed: {name} was added."
    ]


def test_cut_off_or_made_longer(sealed):
    for length in (*range(0, len(sealed), 97), len(sealed) - 1):
        assert complaints(sealed[:length], ANNA)
    for tail in (b"\0", b"x" * 22, sealed):
        assert complaints(sealed + tail, ANNA)
        assert complaints(tail + sealed, ANNA)


def _zip(entries, *, method=zipfile.ZIP_STORED, comment=b"", force64=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in entries:
            with file.open(zipfile.ZipInfo(name), "w", force_zip64=force64) as entry:
                entry.write(content)
        file.comment = comment
    return out.getvalue()


def test_there_is_one_way_to_write_the_same_files(sealed):
    """Another order, another date, compression, comments, ZIP64: each is a valid ZIP and none is a bundle."""
    entries = sorted(unpack(sealed).items())
    forms = {
        "in another order": _zip(reversed(entries)),
        "by another program": _zip(entries),
        "compressed": _zip(entries, method=zipfile.ZIP_DEFLATED),
        "with a comment": _zip(entries, comment=b"hello"),
        "with room for more than four gigabytes": _zip(entries, force64=True),
    }
    with pytest.warns(UserWarning, match="Duplicate"):
        forms["two files of one name"] = _zip([*entries, ("story.md", b"another")])
    for form, data in forms.items():
        assert data != sealed
        assert complaints(data, ANNA), form


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/etc/passwd",
        "a/../../x",
        "..",
        "a//b",
        "C:\\x",
        "a\\..\\b",
        ".hidden",
        "a/",
        "x\0y",
        "é",
        "a/.b",
        "a..b",
    ],
)
def test_names_that_lead_out_are_refused(sealed, name):
    """Nothing is ever unpacked to disk; a name that could lead out is refused all the same."""
    with pytest.raises(ValueError, match="cannot be the name"):
        pack({name: b"x"})
    said = complaints(_zip([(name, b"x")]), ANNA)
    assert len(said) == 1
    assert "root:" not in said[0]


def test_a_file_larger_than_any_bundle_is_not_read(tmp_path):
    huge = tmp_path / "huge.ken.zip"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(KenError, match="larger than any bundle"):
        read_bundle(huge)


def test_a_size_that_is_only_claimed_takes_no_memory(sealed):
    claimed = bytearray(sealed)
    claimed[18:26] = b"\xff" * 8  # both sizes of the first entry: four gigabytes
    assert complaints(bytes(claimed), ANNA)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_answered_with_a_sentence(data):
    said = complaints(data, ANNA)
    assert len(said) == 1
    assert said[0].endswith(".")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.from_regex(r"(ken|tables|a)(/[a-z]{1,4}\.(json|txt))", fullmatch=True), st.binary(max_size=60))
)
def test_any_files_in_the_right_form_are_answered_with_a_sentence(entries):
    assert complaints(pack({**entries, "ken/envelope.json": entries.get("ken/a.json", b"{}")}), ANNA)


# Whom to believe.


def test_without_a_key_nothing_passes(sealed):
    assert complaints(sealed) == [
        "Intact, signer unknown: you named no key that you trust (--key FILE). What it says was not looked at."
    ]


def test_a_key_that_did_not_sign_is_no_reason_to_believe(sealed):
    assert complaints(sealed, BERT) == [
        "Intact, signer unknown: none of the keys that you named signed it. What it says was not looked at."
    ]


def test_what_a_stranger_signed_anew_is_intact_and_no_pass(sealed):
    forged = resealed(sealed, {"story.md": b"---\ntitle: Lies\n---\nAll is well.\n"}, [STRANGER])
    assert complaints(forged, ANNA)[0].startswith("Intact, signer unknown")


def test_a_changed_file_is_named_even_when_nobody_is_known(sealed):
    forged = repacked(resealed(sealed, {}, [STRANGER]), {"story.md": b"other"})
    assert complaints(forged) == ["The content is not what was signed: story.md was changed."]


def test_a_signature_of_somebody_else_in_a_known_name_is_found(sealed):
    entries = unpack(sealed)
    theirs = unpack(resealed(sealed, {}, [STRANGER]))["ken/envelope.json"]
    renamed = theirs.replace(STRANGER.public.id.encode(), ANNA.public.id.encode())
    assert complaints(pack({**entries, "ken/envelope.json": renamed}), ANNA) == [
        "The signature of Anna is not over this content: something was changed."
    ]


def test_fewer_approvals_than_were_asked_for_do_not_pass(sealed):
    two = resealed(sealed, {}, [ANNA, BERT], approvals=2)
    assert complaints(two, ANNA, BERT) == []
    assert complaints(two, ANNA) == ["Signed by Anna: 1 of the 2 approvals that are asked for."]


def test_one_key_that_signs_twice_is_one_approval(sealed):
    twice = resealed(sealed, {}, [ANNA, ANNA], approvals=2)
    assert any("1 of the 2" in said for said in complaints(twice, ANNA))


def test_another_place_in_the_ledger_is_found_though_it_links(sealed):
    """The entry's number is in no hash; a signature holds it to its place."""
    log = json.loads(unpack(sealed)["ken/log.json"])
    moved = json.dumps({**log, "index": log["index"] + 1}, sort_keys=True, separators=(",", ":")).encode()
    assert any("signature of Anna" in said for said in complaints(repacked(sealed, {"ken/log.json": moved}), ANNA))


def test_a_ledger_entry_of_another_bundle_is_found(sealed, guarded):
    theirs = unpack(guarded)["ken/log.json"]
    assert complaints(repacked(sealed, {"ken/log.json": theirs}), ANNA)


def test_a_key_added_to_the_list_is_found(sealed):
    keys = unpack(sealed)["ken/keys.txt"] + STRANGER.public.line().encode() + b"\n"
    assert complaints(repacked(sealed, {"ken/keys.txt": keys}), ANNA) == [
        "ken/keys.txt is not the list of keys that was signed."
    ]


@pytest.mark.parametrize(
    "text",
    ["", "ken-ed25519", "ken-ed25519 AAAA", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "ken-ed25519 " + "A" * 44 + " x", "\0"],
)
def test_what_is_no_key_is_refused_with_an_example(text):
    with pytest.raises(KenError, match="ken-ed25519 AAAA"):
        parse_public(text)


def test_files_that_hold_no_public_key_are_refused(tmp_path):
    for name, content in {"empty": b"# nobody\n\n", "bytes": b"\xff\xfe", "private": b"-- PRIVATE KEY --"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(KenError):
            read_public(tmp_path / name)
    with pytest.raises(KenError):
        read_public(tmp_path / "not there")


def test_a_key_that_is_no_point_of_the_curve_signs_nothing(sealed):
    report = check(sealed, [PublicKey(b"\xff" * 32, "Nobody")])
    assert not report.genuine


# Nothing unsigned is read.


@pytest.fixture
def no_reading(monkeypatch):
    """Stop every way of reading the content of a bundle."""

    def stop(*_, **__):
        raise AssertionError("content was parsed that no trusted key signed")

    import csv

    import lark
    import yaml

    monkeypatch.setattr(json, "loads", stop)
    monkeypatch.setattr(json, "load", stop)
    monkeypatch.setattr(csv, "reader", stop)
    monkeypatch.setattr(yaml, "compose", stop)
    monkeypatch.setattr(yaml, "load", stop)
    monkeypatch.setattr(lark.Lark, "parse", stop)


@pytest.mark.parametrize("trusted", [(), (BERT,)], ids=["no key", "another key"])
def test_nothing_that_no_trusted_key_signed_is_parsed(sealed, no_reading, trusted):
    assert complaints(sealed, *trusted)
    assert complaints(repacked(sealed, {"story.md": b"other"}), *trusted)


def test_nothing_is_parsed_when_a_file_is_not_what_was_signed(sealed, no_reading):
    for name in ("story.md", "page.json", "tables/cells.csv", "ken/envelope.json"):
        assert complaints(repacked(sealed, {name: b"{}"}), ANNA)


def test_the_guard_of_these_tests_works(sealed, no_reading):
    with pytest.raises(AssertionError, match="no trusted key signed"):
        check(sealed, [ANNA.public])


def test_the_promise_of_a_bundle_says_how_it_was_approved(sealed):
    said = promise(sealed)
    assert (said["bundle"], said["approvals"], said["audience"]) == ("first-story", 1, "public")
