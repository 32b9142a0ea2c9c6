"""Broken files all the way into the database: in, or refused with a sentence; never half, never a traceback."""

import pytest

from accounts.tests.factories import create_user
from imports import intake, pipeline
from imports.models import Row, State, Upload
from imports.pipeline import OURS, TOO_MUCH
from imports.tests import files
from imports.tests.hostile import checks, corpus
from imports.tests.hostile.cells import LONG
from imports.tests.hostile.limits import seconds
from ledger.verification import verify
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "staff"]),
    pytest.mark.filterwarnings("ignore::UserWarning"),  # of pandas, about dates it has to guess at
]
QUICK, MANY, BATCH = 40, 640, 40
FORMATS = sorted({path.parent.name for path in files.fixtures() if path.suffix == ".csv"})
LIMIT = 20.0  # seconds for one file; ordinary ones take a tenth of one


@pytest.fixture
def alice(transactional_db):
    return create_user(email="alice@example.com")


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def imported(owner, data, name="history.csv", **options):
    """Send the file and work on it as the worker does; the finished upload."""
    upload = intake.receive(user=owner, filename=name, chunks=[data], options=options)
    assert pipeline.run(upload_id=upload.pk, user_id=owner.pk, attempt=0)
    with acting_as(owner):
        return Upload.objects.get(pk=upload.pk)


def is_in_or_refused(upload):
    """Every row has its fate, or nothing is there and a sentence says why."""
    with acting_as(upload.owner_id):
        lines, rows = StatementLine.objects.count(), Row.objects.filter(upload=upload.pk).count()
        rejects = upload.rejects.count()
    if upload.state == State.PROCESSED:
        fates = upload.inserted + upload.updated + upload.unchanged
        assert (upload.rows_read, rows, rejects) == (fates + upload.rejected, fates, upload.rejected)
        assert lines <= fates
    else:
        assert upload.state == State.FAILED
        assert checks.is_a_sentence(upload.error)
        assert upload.error != OURS, "a mistake of ours"
        assert (lines, rows, rejects) == (0, 0, 0)


def import_seeds(first, count):
    """Import so many damaged files, each by a person of its own, and prove the books of all."""
    done = 0
    for seed in range(first, first + count):
        file = corpus.made(seed)
        person = create_user(email=f"person{seed}@example.com")
        slug = file.name.removesuffix(".csv")
        with seconds(LIMIT, f"seed {seed} ({file.story})"):
            upload = imported(person, file.data, file.name)
            if upload.state == State.FAILED:
                upload = imported(person, file.data, file.name, format=slug)  # as a person would insist
        is_in_or_refused(upload)
        done += upload.state == State.PROCESSED
    assert verify().is_sound
    return done


@pytest.mark.thorough
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("slug", FORMATS)
def test_a_cell_that_no_index_holds_is_refused_with_its_row(slug, step):
    """In each column (every fifth when there is no time), too long to be a reference, a name or a currency."""
    path = next(path for path in files.fixtures() if path.parent.name == slug and path.suffix == ".csv")
    whole = files.taken_apart(path.read_bytes())
    for column in range(0, len(whole.header), step):
        rows = [list(row) for row in whole.rows[:4]]
        for place, row in enumerate(rows):
            row[column : column + 1] = [LONG[: 3_000 if place % 2 else 300]]
        person = create_user(email=f"person{column}@example.com")
        is_in_or_refused(imported(person, whole.with_rows(rows).data(), format=slug))
    assert verify().is_sound


@pytest.mark.parametrize("kind", ["Deposit", "Bet Stake", "Win"])
def test_amounts_that_add_up_to_more_than_a_number_holds_are_refused(alice, kind):
    header = "Time (AEST),Type,Summary,Transaction Id,Bet Id,Amount,Balance,Single,Multiple,Exotic,Pool\n"
    most, sign = "9007199254.740991", "-" if kind == "Bet Stake" else ""
    rows = [
        f"01/02/2024 10:00,{kind},x,{number},{number},{sign}{most},{most},true,,,\n"
        for number in range(1_100)
    ]
    upload = imported(alice, (header + "".join(rows)).encode())
    is_in_or_refused(upload)
    assert (upload.state, upload.error) == (State.FAILED, TOO_MUCH)


@pytest.mark.thorough
def test_some_broken_exports_through_the_whole_import():
    assert QUICK // 4 < import_seeds(20_000, QUICK) < QUICK


@pytest.mark.slow
@pytest.mark.parametrize("first", range(30_000, 30_000 + MANY, BATCH))
def test_hundreds_of_broken_exports_through_the_whole_import(first):
    import_seeds(first, BATCH)
