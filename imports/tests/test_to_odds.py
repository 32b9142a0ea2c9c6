"""A season file that somebody drops among their exports becomes odds of theirs, if they want."""

import pytest

from imports import intake, pipeline
from imports.models import State, Upload
from odds.models import BetClosing, Price
from odds.tests import files
from odds.tests.test_matching import bet
from web.context import acting_as

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def sent(user, content: bytes) -> Upload:
    upload = intake.receive(user=user, filename="E0.csv", chunks=[content])
    pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=upload.attempt)
    with acting_as(user):
        return Upload.objects.get(pk=upload.pk)


def test_the_page_offers_it_and_the_bets_get_their_closing_lines(client, alice, bob):
    bet(alice)
    upload = sent(alice, files.season(files.ARSENAL, files.changed(files.LEEDS, B365H="0")))
    assert upload.state == State.FAILED
    client.force_login(alice)
    assert "Take its prices into my odds" in client.get(f"/import/{upload.pk}/").text
    text = client.post(f"/import/{upload.pk}/odds/").text
    for part in ("2 events", "1 refused", "B365H", "decimal odds are above one"):
        assert part in text, part
    with acting_as(alice):
        assert BetClosing.objects.get().is_confirmed
        assert Price.objects.filter(owner=alice).count() == Price.objects.count() > 0
    with acting_as(bob):
        assert not Price.objects.exists()


def test_a_file_of_bets_is_no_file_of_prices(client, alice):
    upload = sent(alice, b"Date,What\n1,2\n")
    client.force_login(alice)
    assert client.post(f"/import/{upload.pk}/odds/").status_code == 404
