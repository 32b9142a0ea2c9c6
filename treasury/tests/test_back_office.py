"""Staff's pages about the money: what they show, what their buttons do, and that it is all on record."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.tests.factories import create_user
from treasury.audit_export import problems_of
from treasury.models import AuditExport, Break
from treasury.reconciliation import reconcile_account
from treasury.tests.factories import create_account
from treasury.tests.house import bank, money_in, spend, statement_csv, take

pytestmark = pytest.mark.django_db(databases=["default", "staff"], transaction=True)


def of_role(name, role):
    user = create_user(email=f"{name}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def tess(db):
    return of_role("tess", "treasury")


@pytest.fixture
def cora(db):
    return of_role("cora", "compliance")


@pytest.fixture
def found(db):
    take(bank(), (1, 50))
    reconcile_account(bank())
    return Break.objects.using("staff").get()


def act(client, name, found, **data):
    return client.post(reverse(f"admin:treasury_break_{name}", args=[found.pk]), data, follow=True).text


def done():
    """What staff did, told by the verbs themselves; beside it the admin tells every page and form."""
    return list(AuditEntry.objects.using("staff").exclude(act__startswith="admin.").order_by("pk"))


def test_a_break_goes_through_four_eyes_by_the_buttons(client, tess, cora, found):
    client.force_login(tess)
    address = reverse("admin:treasury_break_change", args=[found.pk])
    assert "Propose a resolution" in client.get(address).text
    assert "Noted." in act(client, "explain", found, text="The bank looks.")
    assert "Say why" in act(client, "propose", found, resolution="adjust", reason="")
    assert "Another person has to confirm" in act(
        client, "propose", found, resolution="adjust", reason="Theirs."
    )
    assert "You proposed this yourself" in act(client, "confirm", found)
    client.force_login(cora)
    assert "wait for a second person" in client.get("/admin/").text
    text = client.get(address).text
    assert "Confirm: post an adjustment" in text
    assert "Propose a resolution" not in text
    assert "Resolved." in act(client, "confirm", found)
    assert "Somebody was faster" in act(client, "confirm", found)
    assert [(entry.act, entry.actor.email) for entry in done()] == [
        ("break.explained", "tess@example.com"),
        ("break.proposed", "tess@example.com"),
        ("break.confirmed", "cora@example.com"),
    ]


def test_a_button_is_pressed_and_never_only_opened(client, tess, found):
    client.force_login(tess)
    for name, args in (("run", []), ("propose", [found.pk])):
        assert client.get(reverse(f"admin:treasury_break_{name}", args=args)).status_code == 405


def test_people_are_a_number_to_whoever_may_not_see_them(client, tess, cora, alice):
    create_account(owner=alice, deposits=[50, 20], stated=90)
    mine = Break.objects.using("staff").get()
    client.force_login(tess)
    text = client.get("/admin/treasury/break/").text
    assert "1 open difference in the bookmaker accounts of 1 person" in text
    assert "field-kind" not in text
    assert client.get(reverse("admin:treasury_break_change", args=[mine.pk])).status_code == 302
    assert "book:sportsbet" not in client.get("/admin/treasury/breakevent/").text
    client.force_login(cora)
    assert client.get(reverse("admin:treasury_break_change", args=[mine.pk])).status_code == 200
    assert client.post("/admin/treasury/break/run/").status_code == 403


def test_a_persons_break_cannot_be_resolved_by_staff(client, tess, alice):
    create_account(owner=alice, deposits=[50, 20], stated=90)
    mine = Break.objects.using("staff").get()
    client.force_login(tess)
    assert "Somebody was faster" in act(client, "propose", mine, resolution="ignore", reason="So.")
    mine.refresh_from_db(using="staff")
    assert mine.status == "open"


def test_a_statement_is_imported_by_the_page_and_on_record(client, tess):
    account = bank()
    client.force_login(tess)
    address = reverse("admin:treasury_statement_take")
    assert "Harbour Bank AUD" in client.get(address).text

    def send(content):
        file = SimpleUploadedFile("march.csv", content)
        return client.post(address, {"account": account.pk, "file": file}, follow=True)

    wrong = send(statement_csv((1, 50), (2, 3)).replace(b"53.00", b"54.00"))
    assert wrong.status_code == 422
    assert "Line 3: Its balance does not follow" in wrong.text
    assert "2 rows: 2 new, 0 known" in send(statement_csv((1, 50), (2, 3))).text
    assert "nothing new" in send(statement_csv((1, 50), (2, 3))).text
    (entry,) = done()
    assert (entry.act, entry.actor) == ("statement.import", tess)
    assert "Reconciled." in client.post("/admin/treasury/break/run/", follow=True).text


def test_solvency_now_is_shown_to_the_cent_and_a_deficit_on_the_first_page(client, tess, alice):
    money_in(alice, bank(), 50)
    client.force_login(tess)
    assert "AUD: covered, exactly" in client.get("/admin/treasury/daysolvency/now/").text
    money_in(alice, bank("USD"), 7)
    assert "short" not in client.get("/admin/").text
    spend(bank("USD"), 3)
    assert "USD: 3.00 USD short." in client.get("/admin/").text
    assert "DEFICIT of" in client.get("/admin/treasury/daysolvency/now/").text


def test_an_export_is_given_out_signed_and_on_record(client, cora, alice, tmp_path, settings):
    settings.VAR = tmp_path
    money_in(alice, bank(), 50)
    client.force_login(cora)
    address = reverse("admin:treasury_auditexport_make")
    assert "just-under" in client.get(address).text
    refused = client.post(address, {"first_on": "2026-03-31", "last_on": "2026-03-01", "reason": "x"})
    assert refused.status_code == 422
    assert client.post(address, {"first_on": "2026-03-01", "last_on": "2026-03-31"}).status_code == 422
    answer = client.post(address, {"first_on": "2026-03-01", "last_on": "2026-03-31", "reason": "Yearly."})
    assert answer.headers["Content-Type"] == "application/zip"
    assert problems_of(answer.content) == []
    made = AuditExport.objects.using("staff").get()
    assert made.made_by == cora
    assert [entry.act for entry in done()] == ["audit.export"]


@pytest.mark.browser
def test_the_back_office_is_tidy_on_a_phone_and_a_desk(live, page, console_errors, found, tess):
    from accounts.tests.factories import PASSWORD

    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{live.url}/admin/login/")
    page.fill("#id_username", "tess@example.com")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    for width in (380, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (
            "/admin/",
            f"/admin/treasury/break/{found.pk}/change/",
            "/admin/treasury/daysolvency/now/",
        ):
            page.goto(live.url + path)
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over <= 0, (path, width)
    assert missing == []
    assert console_errors == []
