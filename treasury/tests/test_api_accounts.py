"""Accounts, statements and movements over the API, against the journal itself."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.calling import Api
from ledger.balances import balances
from ledger.models import Account, Movement
from ledger.money import MOST_MICRO, format_micro, to_micro
from ledger.posting import Posting, post, reverse
from treasury.models import DaySolvency
from treasury.tests.factories import START, create_account
from web.clock import now
from web.context import acting_as


@pytest.fixture
def api(client, alice):
    return Api(client, alice, "money:read")


def put_in(account, amount_micro, *, number, day=0):
    with acting_as(account.owner_id):
        outside = Account.objects.get(code="outside:sportsbet", currency=account.currency)
        return post(
            Posting(
                debit_id=account.pk,
                credit_id=outside.pk,
                amount_micro=amount_micro,
                currency=account.currency,
                kind="deposit",
                key=f"test:{account.pk}:{number}",
                effective_at=START + timedelta(days=day),
            )
        )


def test_accounts_have_their_balances_as_the_journal_has_them(api, alice):
    account = create_account(owner=alice, deposits=[50, 30])
    listed = list(api.walk("accounts", 4))
    with acting_as(alice):
        held = balances(Account.objects.visible_to(alice))
    assert {each["id"]: each["balance"] for each in listed} == {
        pk: format_micro(micro) for pk, micro in held.items()
    }
    mine = next(each for each in listed if each["id"] == account.pk)
    assert mine == {
        "id": account.pk,
        "code": "book:sportsbet",
        "name": account.name,
        "kind": "asset",
        "currency": "AUD",
        "balance": "80.00",
    }
    assert [each["code"] for each in api.get("accounts?sort=code&limit=200")["items"]] == sorted(
        each["code"] for each in listed
    )
    assert api.get("accounts?currency=eur")["items"] == []
    assert "id, code, name" in api.get("accounts?sort=owner", status=422)["detail"]


def test_a_statement_is_walked_from_its_newest_row_to_its_opening(api, alice):
    account = create_account(owner=alice, deposits=[1, 2, 3, 4, 5, 6, 7])
    path, before, rows, opening = f"accounts/{account.pk}/statement?limit=3", "", [], None
    while before is not None:
        page = api.get(f"{path}&before={before}")
        if opening is not None:
            assert page["closing_balance"] == opening
        changes = sum(Decimal(row["change"]) for row in page["items"])
        assert Decimal(page["opening_balance"]) + changes == Decimal(page["closing_balance"])
        rows, opening, before = rows + page["items"], page["opening_balance"], page["next"]
    assert [row["change"] for row in rows] == [f"{n}.00" for n in (7, 6, 5, 4, 3, 2, 1)]
    assert (rows[0]["balance"], opening) == ("28.00", "0.00")
    assert rows[0]["description"] == "Deposit number 6"
    assert rows[0]["line"]
    assert rows[0]["other_code"] == "outside:sportsbet"
    assert page["account"]["balance"] == "28.00"
    assert rows[0]["at"] == "2026-03-02T03:06:00Z"


def test_an_empty_statement_opens_and_closes_with_nothing(api, alice):
    create_account(owner=alice, deposits=[1])
    with acting_as(alice):
        empty = Account.objects.exclude(code__in=["book:sportsbet", "outside:sportsbet"]).first()
    page = api.get(f"accounts/{empty.pk}/statement")
    assert (page["items"], page["opening_balance"], page["closing_balance"]) == ([], "0.00", "0.00")


@pytest.mark.parametrize("place", ["x", "2026-01-01_1", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z_-1"])
@pytest.mark.parametrize("path", ["accounts/{}/statement?before=", "transactions?cursor="])
def test_a_garbled_place_is_refused(api, alice, path, place):
    account = create_account(owner=alice, deposits=[1])
    assert "cursor" in api.get(path.format(account.pk) + place, status=422)["detail"]


def test_transactions_are_met_once_though_others_come_meanwhile(api, alice):
    account = create_account(owner=alice, deposits=[1] * 7)
    with acting_as(alice):
        taken = put_in(account, 5_000_000, number="x", day=1)
        reverse(taken.id, effective_at=START + timedelta(days=2))
        first = set(Movement.objects.values_list("pk", flat=True))
    met = []
    for place, each in enumerate(api.walk("transactions", 2)):
        put_in(account, 1_000_000, number=place, day=(place % 5) - 2)
        met.append(each)
    ids = [each["id"] for each in met]
    assert len(ids) == len(set(ids))
    assert first <= set(ids)
    moments = [(each["at"], each["id"]) for each in met]
    assert moments == sorted(moments, reverse=True)
    back = next(each for each in met if each["reverses"])
    assert (back["reverses"], back["amount"], back["currency"]) == (taken.id, "5.00", "AUD")
    assert (back["debit"]["code"], back["credit"]["id"]) == ("outside:sportsbet", account.pk)


def test_transactions_of_one_account(api, alice):
    account = create_account(owner=alice, deposits=[1, 2])
    with acting_as(alice):
        empty = Account.objects.exclude(code__in=["book:sportsbet", "outside:sportsbet"]).first()
    assert len(api.get(f"transactions?account={account.pk}")["items"]) == 2
    assert api.get(f"transactions?account={empty.pk}") == {"items": [], "next": None}
    assert api.get("transactions?account=99999999", status=404)


def test_a_stranger_sees_nothing(client, alice, bob):
    account = create_account(owner=alice, deposits=[1], name="Secret book")
    api = Api(client, bob, "money:read")
    for path in ("accounts", "transactions", "deposits", "withdrawals"):
        assert api.get(path) == {"items": [], "next": None}
    for path in (f"accounts/{account.pk}/statement", f"transactions?account={account.pk}"):
        assert "Secret" not in json.dumps(api.get(path, status=404))


def test_questions_do_not_grow_with_the_rows(api, alice):
    account = create_account(owner=alice, deposits=[1] * 30)
    for path in ("accounts", f"accounts/{account.pk}/statement", "transactions"):
        api.get(path)
        assert api.questions(f"{path}?limit=30") == api.questions(f"{path}?limit=2") <= 20


@given(micro=st.integers(-MOST_MICRO, MOST_MICRO))
def test_the_largest_amounts_come_through_exactly(micro):
    from treasury.api.accounts import AccountOut

    told = json.loads(
        AccountOut(
            id=1, code="c", name="", kind="asset", currency="AUD", balance=format_micro(micro)
        ).model_dump_json()
    )
    assert to_micro(told["balance"]) == micro


def test_a_sum_larger_than_binary_fractions_hold_is_told_to_the_micro_unit(api, alice):
    account = create_account(owner=alice, deposits=[1])
    put_in(account, 9_007_199_254_739_993_001, number="large")
    page = api.get(f"accounts/{account.pk}/statement")
    assert page["items"][0]["change"] == "9007199254739.993001"
    assert page["closing_balance"] == page["account"]["balance"] == "9007199254740.993001"


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_what_the_house_owes_is_told_to_every_member_as_on_the_page(api):
    day = now().date()
    for number in range(2):
        _snapshot(day - timedelta(days=number), wallets_micro=70_000_001 - number)
    (one,) = api.get("tvl")["items"]
    assert (one["currency"], one["day"], one["wallets"]) == ("USDC", str(day), "70.000001")
    assert (one["tvl"], one["assets"], one["surplus"]) == ("75.000001", "100.00", "24.999999")
    assert (one["is_solvent"], one["stated"], one["yours"]) == (True, None, "0.00")


def _snapshot(day, **more):
    rows = DaySolvency.objects.using("staff")
    rows.create(
        day=day,
        currency="USDC",
        held_micro=5_000_000,
        withdrawals_micro=0,
        pools_micro=0,
        chain_micro=100_000_000,
        bank_micro=0,
        taken_at=now(),
        **more,
    )
