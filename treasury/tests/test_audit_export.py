"""The auditor's archive: complete, inert, signed to the byte, and every taking of it on record."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import AuditEntry
from treasury import export_signing
from treasury.audit_export import make_export, problems_of
from treasury.errors import MayNot, ReasonMissing
from treasury.models import AuditExport
from treasury.solvency import take_snapshot
from treasury.tests.house import bank, create_staff, money_in
from treasury.tests.test_reconcile_commands import run

pytestmark = pytest.mark.django_db(databases=["default", "staff"], transaction=True)
MARCH = {"first_on": date(2026, 3, 1), "last_on": date(2026, 3, 31)}


@pytest.fixture(autouse=True)
def _own_key(tmp_path, settings):
    settings.VAR = tmp_path


@pytest.fixture
def archive(alice, bob):
    money_in(alice, bank(), 12_000, day=3)
    money_in(bob, bank(), 50, day=31, hour=23, key="=cmd|' /C calc'!A0")
    money_in(bob, bank(), 50, day=32)
    take_snapshot(day=date(2026, 3, 31))
    return make_export(**MARCH, reason="Asked by the regulator.")[1]


def part(archive, name):
    with ZipFile(io.BytesIO(archive)) as file:
        return file.read(name).decode()


def rows(archive, name):
    return list(csv.DictReader(io.StringIO(part(archive, name))))


def test_it_holds_the_movements_of_its_days_and_what_is_odd_in_them(archive, alice):
    found = rows(archive, "movements.csv")
    assert [row["amount"] for row in found] == ["12000.00", "50.00"]
    assert found[0]["into"] == "wallet"
    assert (found[0]["into_person"], found[0]["out_of_person"]) == (str(alice.pk), "house")
    (odd,) = rows(archive, "patterns.csv")
    assert (odd["rule"], odd["person"], odd["amount"]) == ("single", str(alice.pk), "12000.00")
    assert rows(archive, "solvency.csv")[0]["owed"] == "12100.00"
    assert json.loads(part(archive, "verification.json"))["sound"] is True
    assert "10000" in part(archive, "rules.json")


def test_nobody_is_named_and_no_cell_is_a_formula(archive):
    for name in ("movements.csv", "patterns.csv", "solvency.csv", "manifest.json"):
        assert "@" not in part(archive, name)
    assert rows(archive, "movements.csv")[1]["key"].startswith("'=cmd")


def test_an_untouched_archive_is_as_it_was_signed(archive):
    key = AuditExport.objects.using("staff").get().public_key
    assert problems_of(archive, public_key=key) == []
    assert problems_of(archive, public_key="00" * 32) == ["It was signed with another key."]


def test_one_changed_byte_anywhere_is_found(archive):
    with ZipFile(io.BytesIO(archive)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for name, content in parts.items():
        for at in {0, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[at] ^= 1
            assert problems_of(packed({**parts, name: bytes(changed)})), (name, at)
    for name in parts:
        assert problems_of(packed({other: text for other, text in parts.items() if other != name})), name
    assert problems_of(packed({**parts, "more.csv": b""})) == ["more.csv is not in the manifest."]
    assert problems_of(b"PK") != []


def packed(parts):
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def test_an_archive_signed_anew_by_another_is_not_ours(archive, tmp_path, settings):
    key = AuditExport.objects.using("staff").get().public_key
    settings.VAR = tmp_path / "elsewhere"
    other = make_export(**MARCH, reason="Mine.")[1]
    assert problems_of(other) == []
    assert problems_of(other, public_key=key) == ["It was signed with another key."]


def test_the_key_is_for_its_owner_only_and_stays_the_same():
    first = export_signing.sign(b"x")
    assert export_signing.sign(b"x") == first
    assert export_signing.key_file().stat().st_mode & 0o777 == 0o600
    assert export_signing.is_signed(b"x", *first)
    assert not export_signing.is_signed(b"y", *first)


def test_processes_that_make_the_first_key_at_once_sign_with_one():
    with ThreadPoolExecutor(8) as pool:
        keys = {key for _, key in pool.map(export_signing.sign, [b"x"] * 8)}
    assert len(keys) == 1
    assert [path.name for path in export_signing.key_file().parent.iterdir()] == ["exports.ed25519"]


def test_each_taking_is_recorded_and_the_record_stays(archive):
    made = AuditExport.objects.using("staff").get()
    entry = AuditEntry.objects.using("staff").get(act="audit.export")
    assert entry.subject_id == str(made.pk)
    assert entry.reason == "Asked by the regulator."
    with pytest.raises(Exception, match="refused|denied"), transaction.atomic(using="staff"):
        AuditExport.objects.using("staff").update(reason="Nothing.")


def test_only_who_may_takes_one_and_says_why(db):
    with pytest.raises(MayNot):
        make_export(**MARCH, reason="So.", by=create_staff("ann"))
    with pytest.raises(ReasonMissing):
        make_export(**MARCH, reason=" ", by=create_staff("ben", "treasury.make_auditexport"))
    assert not AuditExport.objects.using("staff").exists()


def test_the_commands_write_and_verify(tmp_path, alice):
    money_in(alice, bank(), 5)
    file = tmp_path / "march.zip"
    days = ["--from", "2026-03-01", "--to", "2026-03-31"]
    call_command("audit_export", *days, "--reason", "Yearly.", "--out", str(file))
    assert run("verify_export", str(file)) == (0, "Every byte is as it was signed.\n")
    file.write_bytes(file.read_bytes().replace(b"manifest.sig", b"manifest.sog"))
    assert run("verify_export", str(file))[0] == 1
