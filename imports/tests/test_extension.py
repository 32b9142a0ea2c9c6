"""The browser extension as a file: what is in it, what it may do, and that what it saves is imported."""

import io
import json
import re
import runpy
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest

from imports import extension, intake, pipeline, sniff
from imports.formats import Options
from imports.mapping.guess import guess
from imports.mapping.mapped import MappedFormat
from imports.tests.books import book, take

ROOT = extension.SOURCE.parent
PAGES = extension.SOURCE / "tests" / "pages"
SCRIPTS = [path for path in extension.files() if path.suffix == ".js"]
# What each page's bets come to: profit in micro-units and state, in the file's order.
BETS = {
    "table": [(4_000_000, "won"), (-1_250_500_000, "lost"), (0, "void"), (-3_000_000, "lost")],
    "cards": [(4_000_000, "won"), (-2_000_000, "lost"), (0, "lost")],
    "paged": [
        *((13_200_000, "won"), (-5_000_000, "lost"), (2_000_000, "won"), (-4_000_000, "lost")),
        *((-4_000_000, "lost"), (0, "void"), (5_250_000, "won")),
    ],
}


# --- The file -------------------------------------------------------------------------------------------------------
def test_it_is_built_the_same_twice_and_from_anywhere(tmp_path):
    copy = tmp_path / "elsewhere" / "extension"
    shutil.copytree(extension.SOURCE, copy)
    for path in copy.rglob("*"):
        path.touch()
        path.chmod(0o700)
    assert extension.build().content == extension.build(copy).content


def test_its_entries_are_sorted_untimed_and_what_the_source_says():
    package = extension.build()
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {"manifest.json", "popup.html", "extract.js", "icons/128.png"} <= set(names)
        assert not [name for name in names if name.startswith(("tests", "."))]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in names:
            assert archive.read(name) == (extension.SOURCE / name).read_bytes()


def test_the_version_is_the_manifests(tmp_path):
    copy = tmp_path / "extension"
    shutil.copytree(extension.SOURCE, copy)
    told = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(told | {"version": "9.8.7"}))
    package = extension.build(copy)
    assert (package.name, package.version) == ("betsite-extension-9.8.7.zip", "9.8.7")
    assert package.sha256 != extension.build().sha256


def test_the_script_needs_python_alone(tmp_path):
    command = [sys.executable, "-I", "-S", str(ROOT / "scripts" / "extension"), str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    package = extension.build()
    assert (tmp_path / package.name).read_bytes() == package.content
    assert told.split()[0] == package.sha256


def pixels(content):
    """Width, height and the unpacked rows of a PNG."""
    width, height = struct.unpack(">II", content[16:24])
    length = struct.unpack(">I", content[33:37])[0]
    return width, height, zlib.decompress(content[41 : 41 + length])


@pytest.mark.thorough
def test_the_icons_are_as_drawn():
    draw = runpy.run_path(str(ROOT / "scripts" / "extension-icons"))
    for size in draw["SIZES"]:
        kept = pixels((extension.SOURCE / "icons" / f"{size}.png").read_bytes())
        assert kept == pixels(draw["png"](size))
        assert kept[:2] == (size, size)


# --- What it may do -------------------------------------------------------------------------------------------------
def test_it_asks_for_three_permissions_and_no_site():
    told = json.loads((extension.SOURCE / "manifest.json").read_text())
    assert told["manifest_version"] == 3
    assert sorted(told["permissions"]) == ["activeTab", "downloads", "scripting"]
    assert not {"host_permissions", "optional_host_permissions", "content_scripts", "background"} & set(told)
    policy = told["content_security_policy"]["extension_pages"]
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_it_sends_nothing_and_runs_nothing_it_read(path):
    text = path.read_text(encoding="utf-8")
    for word in ("fetch(", "XMLHttpRequest", "WebSocket", "EventSource", "sendBeacon", "eval(", "Function("):
        assert word not in text, word
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "import(", "cookie"):
        assert word not in text, word
    assert not re.search(r"https?://", text)


# --- What it saves --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", BETS)
def test_what_it_saves_is_understood_without_a_question(name):
    table = sniff.read((PAGES / f"{name}.csv").read_bytes(), f"{name}.csv")
    found = guess(table.frame, timezone="Europe/London", currency="GBP")
    assert found.doubts == []
    assert {"placed", "event", "selection", "stake", "odds", "result"} <= set(found.mapping.columns)
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert list(parsed.rejects["reason"]) == []
    assert list(zip(parsed.bets["profit_micro"], parsed.bets["status"], strict=True)) == BETS[name]


def test_what_was_guarded_against_spreadsheets_comes_back_as_it_was():
    table = sniff.read((PAGES / "table.csv").read_bytes(), "table.csv")
    assert '\'+1.5 Leeds, "away"' in set(table.frame["What you bet on Selection"])
    found = guess(table.frame, timezone="Europe/London", currency="GBP")
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert '+1.5 Leeds, "away"' in set(parsed.bets["selection"])


@pytest.mark.django_db
@pytest.mark.parametrize("name", BETS)
def test_what_it_saves_is_imported(name, alice, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = (PAGES / f"{name}.csv").read_bytes()
    table = sniff.read(content, f"{name}.csv")
    told = guess(table.frame, timezone="Europe/London", currency="GBP").mapping.as_json()
    done = take(alice, content, f"{name}.csv", mapping=told)
    assert (done.inserted, done.rejected) == (len(BETS[name]), 0)
    assert len(book(alice)["bets"]) == len(BETS[name])
    assert take(alice, content, f"{name}.csv", mapping=told).inserted == 0


@pytest.mark.django_db
def test_what_it_saves_is_taken_in_by_the_mapping_page(alice, client, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    run = lambda upload: pipeline.run(upload_id=upload.pk, user_id=upload.owner_id, attempt=0)  # noqa: E731
    monkeypatch.setattr("imports.queue.send", run)
    upload = intake.receive(user=alice, filename="x.csv", chunks=[(PAGES / "cards.csv").read_bytes()])
    run(upload)
    client.force_login(alice)
    assert "Tell us what its columns mean" in client.get(f"/import/{upload.pk}/").content.decode()
    page = client.get(f"/import/{upload.pk}/mapping/")
    assert "3 bets, 0 refused" in page.content.decode()
    form = {f"column-{place}": role for place, _, _, role, _ in page.context["columns"]}
    chosen = page.context["chosen"]
    form |= {
        "order": chosen.order,
        "odds": chosen.odds,
        "timezone": "UTC",
        "currency": "GBP",
        "name": "Wombat",
    }
    done = client.post(f"/import/{upload.pk}/mapping/", {**form, "import": "1"}, follow=True)
    assert "“Wombat” is kept" in done.content.decode()
    assert len(book(alice)["bets"]) == 3
