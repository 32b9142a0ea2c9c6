"""make new-format: what it writes passes every test that all formats must pass, as it is."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from imports import expected, formats, skeleton, sniff
from imports.tests.checkout import contract, copied, run

ROOT = Path(settings.BASE_DIR)
LONGEST_NAME = "a_bookmaker_of_forty_letters_" + "x" * 11


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("a checkout"))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "title", "kind"),
    [
        ("my_bookie", "", "statement"),
        ("corner_shop", "Göran’s Corner & Co. Sports Betting", "tracker"),
        (LONGEST_NAME, "W" * 40, "statement"),
        (f"{LONGEST_NAME[:-1]}y", "W" * 40, "tracker"),
    ],
    ids=["statement", "tracker", "longest statement", "longest tracker"],
)
def test_a_new_format_passes_every_contract_test_and_the_linters(checkout, name, title, kind, capsys):
    call_command("new_format", name, title=title, kind=kind, root=checkout)
    printed = capsys.readouterr().out
    slug = name.replace("_", "-")
    module = checkout / "imports" / "formats" / f"{name}.py"
    fixture = checkout / "imports" / "tests" / "fixtures" / slug
    assert {path.name for path in fixture.iterdir()} == {"sample.csv", "sample.expected.json"}
    assert f"imports/tests/fixtures/{slug}/sample.csv" in printed
    assert "UPDATE_EXPECTED=1 make test" in printed
    done = contract(checkout, slug)
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(done.stdout.rsplit(" passed", 1)[0].split()[-1]) > 50
    for words in (("check",), ("format", "--check")):
        linted = run(
            checkout,
            "-m",
            "ruff",
            *words,
            "--no-cache",
            "--config",
            str(ROOT / "pyproject.toml"),
            str(module),
        )
        assert linted.returncode == 0, linted.stdout
    assert "Some" not in module.read_text()
    assert "some" not in (fixture / "sample.csv").read_text().lower()


@pytest.mark.thorough
def test_a_new_format_with_a_fault_fails_the_contract_tests(checkout):
    """So that the test above is none that cannot fail."""
    written = skeleton.create(checkout, "faulty_bookie")
    text = written[0].read_text()
    assert text.count("amount_micro=amount.nullable()") == 1
    written[0].write_text(text.replace("amount_micro=amount.nullable()", "amount_micro=balance.nullable()"))
    done = contract(checkout, "faulty-bookie")
    assert done.returncode == 1
    assert "test_a_fixture_reads_as_expected" in done.stdout


@pytest.mark.parametrize("kind", skeleton.KINDS)
def test_the_sample_shows_what_a_fixture_should_have(checkout, kind):
    name = f"shown_{kind}"
    module, sample, told = skeleton.create(checkout, name, kind=kind)
    found = skeleton.load(module)
    parsed = found.parse(sniff.read(sample).frame, skeleton.OPTIONS)
    said = expected.told(found, parsed)
    assert expected.as_text(said) == told.read_text(encoding="utf-8")
    assert len(said["rejects"]) == 1
    twins = [tuple(bet.get(name) for name in ("event", "selection", "odds")) for bet in said["bets"]]
    assert len(set(twins)) < len(twins)
    assert said["proof"]["status"] == ("proved" if kind == "statement" else "absent")
    assert formats.detect(sniff.read(sample).sample).format is None, (
        "another format claims the skeleton's file"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "make new-format NAME=my_bookie"),
        ("_hidden", "underscore"),
        ("My_Bookie", "no name for a format"),
        ("my-bookie", "no name for a format"),
        ("10bet", "begins with a letter"),
        ("my__bookie", "single underscores"),
        ("my_bookie_", "no name for a format"),
        ("../bookie", "no name for a format"),
        ("x" * 41, "40 at most"),
        ("class", "taken"),
        ("mapped", "taken"),
        ("sportsbet", "There is a format sportsbet already"),
        ("bet_analytix", "There is a format bet-analytix already"),
    ],
)
def test_a_bad_name_is_refused_with_the_reason_and_nothing_is_written(name, said, tmp_path):
    for folder in ("formats", "tests/fixtures"):
        (tmp_path / "imports" / folder).mkdir(parents=True)
    with pytest.raises(CommandError, match=said):
        call_command("new_format", name, root=tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": 'My "Bookie"'}, "letters, digits and spaces"),
        ({"title": "My Bookie\\"}, "letters, digits and spaces"),
        ({"title": "x" * 41}, "40 at most"),
        ({"kind": "ledger"}, "KIND is statement or tracker"),
        ({"root": Path("/nowhere")}, "no checkout"),
    ],
)
def test_titles_kinds_and_places_that_cannot_be_are_refused(more, said, tmp_path):
    for folder in ("formats", "tests/fixtures"):
        (tmp_path / "imports" / folder).mkdir(parents=True)
    with pytest.raises(CommandError, match=said):
        call_command("new_format", "my_bookie", **{"root": tmp_path} | more)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_name_is_given_once(tmp_path):
    for folder in ("formats", "tests/fixtures"):
        (tmp_path / "imports" / folder).mkdir(parents=True)
    skeleton.create(tmp_path, "my_bookie")
    with pytest.raises(skeleton.FormatRefused, match="already"):
        skeleton.create(tmp_path, "my_bookie", kind="tracker")


def test_make_hands_over_what_was_said(tmp_path):
    made = subprocess.run(
        ["make", "-n", "new-format", "NAME=my_bookie", "TITLE=My $$(touch x) Bookie", "KIND=tracker"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'new_format --title "$TITLE" --kind "$KIND" -- "$NAME"' in made.stdout
