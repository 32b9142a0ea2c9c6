"""A person's accounts in the journal, the statement of one, and the movements of all."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accounts.api_auth import ApiRequest, secured
from ledger.balances import balances
from ledger.history import history
from ledger.models import Account, Movement
from ledger.money import format_micro
from ledger.statement import Position, position_text, read_position, statement
from treasury.statements import Entry, with_lines
from web.api_lists import MOST, USUAL, CursorUnknown, Listed, Paged, cut
from web.keyset import Column, Sorts

router = Router(tags=["Accounts"])
SORTS = Sorts({"id": Column("pk"), "code": Column("code"), "name": Column("name")}, "id")
BEFORE = "`next` of the page before; none for the newest page. A position: a moment and a movement's id."


class AccountOut(Schema):
    """One pot of one currency."""

    id: int
    code: str = Field(description="What it is for: wallet, held, book:sportsbet, outside:sportsbet …")
    name: str
    kind: str = Field(description="asset, liability, income, expense or equity.")
    currency: str
    balance: str = Field(description="Debits less credits, a decimal string.")


class AccountsAsked(Paged):
    """Which accounts."""

    sort: str = Field("", max_length=20, description=f"{', '.join(SORTS.columns)}; “-” before it: downwards.")
    currency: str = Field("", pattern=r"^[A-Za-z0-9]{0,8}$", description="Such as AUD.")


class StatementRowOut(Schema):
    """A movement as this account sees it."""

    id: int
    at: datetime = Field(description="When it happened.")
    posted_at: datetime = Field(description="When it was written down.")
    kind: str
    change: str = Field(description="Above zero: it came in.")
    balance: str = Field(description="After this row.")
    other_account: int | None = Field(description="Your account on the other side; null: the house's.")
    other_code: str
    reverses: int | None = Field(description="The movement it takes back.")
    bet: int | None = Field(description="The bet whose result it is.")
    line: int | None = Field(description="The row of a bookmaker's statement it came from.")
    description: str = Field(description="What that row says.")


class StatementOut(Schema):
    """A page of a statement, newest first: `opening_balance` and the changes come to `closing_balance`."""

    account: AccountOut
    currency: str
    opening_balance: str = Field(description="Before the oldest row of this page.")
    closing_balance: str = Field(description="After the newest row of this page.")
    items: list[StatementRowOut]
    next: str | None = Field(None, description="`before` of the next, older page; null on the last.")


class Side(Schema):
    """An account of yours that a movement touched."""

    id: int
    code: str
    name: str


class TransactionOut(Schema):
    """An amount out of one account into another."""

    id: int
    at: datetime = Field(description="When it happened.")
    posted_at: datetime = Field(description="When it was written down.")
    kind: str
    amount: str = Field(description="Above zero, a decimal string.")
    currency: str
    debit: Side | None = Field(description="Where it went to; null: an account of the house.")
    credit: Side | None = Field(description="Where it came from; null: an account of the house.")
    reverses: int | None = Field(description="The movement it takes back.")
    event: int | None = Field(description="Movements of one event have the same.")


@router.get("/accounts", response=Listed[AccountOut], summary="Your accounts", **secured("money:read"))
def list_accounts(request: ApiRequest, asked: Query[AccountsAsked]) -> Listed[AccountOut]:
    """Every account of your journal with its balance now."""
    mine = Account.objects.visible_to(request.caller.user)
    mine = mine.filter(currency=asked.currency.upper()) if asked.currency else mine
    found = cut(mine, asked, sorts=SORTS, sort=asked.sort)
    held = balances(found.rows) if found.rows else {}
    return Listed(items=[_account(each, held[each.pk]) for each in found.rows], next=found.next)


@router.get(
    "/accounts/{account_id}/statement",
    response=StatementOut,
    summary="An account's statement",
    **secured("money:read"),
)
def account_statement(
    request: ApiRequest,
    account_id: int,
    before: str = Query("", max_length=80, description=BEFORE),
    limit: int = Query(USUAL, ge=1, le=MOST),
) -> StatementOut:
    """Its movements newest first, each with the balance after it, and the balance the page begins from."""
    user = request.caller.user
    account = get_object_or_404(Account.objects.visible_to(user), pk=account_id)
    page = statement(account, before=_position(before), limit=limit)
    rows = page.rows
    oldest, newest = (rows[-1], rows[0]) if rows else (None, None)
    return StatementOut(
        account=_account(account, balances([account])[account.pk]),
        currency=account.currency,
        opening_balance=format_micro(oldest.balance_micro - oldest.change_micro if oldest else 0),
        closing_balance=format_micro(newest.balance_micro if newest else 0),
        items=[_row(entry) for entry in with_lines(user, rows)],
        next=position_text(oldest.position) if oldest and page.has_older else None,
    )


@router.get(
    "/transactions",
    response=Listed[TransactionOut],
    summary="Everything that moved",
    **secured("money:read"),
)
def list_transactions(
    request: ApiRequest,
    asked: Query[Paged],
    account: int | None = Query(None, description="Only those of this account of yours."),
) -> Listed[TransactionOut]:
    """The movements into and out of your accounts, newest first."""
    mine = {each.pk: each for each in Account.objects.visible_to(request.caller.user)}
    if account is not None:
        get_object_or_404(Account.objects.visible_to(request.caller.user), pk=account)
    wanted = list(mine) if account is None else [account]
    rows = history(wanted, before=_position(asked.cursor), limit=asked.limit + 1)
    shown = rows[: asked.limit]
    last = (shown[-1].effective_at, shown[-1].pk) if len(rows) > asked.limit else None
    return Listed(items=[_transaction(row, mine) for row in shown], next=last and position_text(last))


def _position(text: str) -> Position | None:
    """Raises CursorUnknown for a text that is no position."""
    position = read_position(text)
    if text and position is None:
        raise CursorUnknown
    return position


def _account(account: Account, micro: int) -> AccountOut:
    return AccountOut(
        id=account.pk,
        code=account.code,
        name=account.name,
        kind=account.kind,
        currency=account.currency,
        balance=format_micro(micro),
    )


def _row(entry: Entry) -> StatementRowOut:
    row = entry.row
    return StatementRowOut(
        id=row.id,
        at=row.effective_at,
        posted_at=row.posted_at,
        kind=row.kind,
        change=format_micro(row.change_micro),
        balance=format_micro(row.balance_micro),
        other_account=row.other_id if row.other_code else None,
        other_code=row.other_code,
        reverses=row.reverses_id,
        bet=entry.bet_id,
        line=entry.line.pk if entry.line else None,
        description=entry.line.description if entry.line else "",
    )


def _transaction(row: Movement, mine: dict[int, Account]) -> TransactionOut:
    return TransactionOut(
        id=row.pk,
        at=row.effective_at,
        posted_at=row.posted_at,
        kind=row.kind,
        amount=format_micro(row.amount_micro),
        currency=row.currency,
        debit=_side(mine.get(row.debit_id)),
        credit=_side(mine.get(row.credit_id)),
        reverses=row.reverses_id,
        event=row.transaction_id,
    )


def _side(account: Any) -> Side | None:
    return Side(id=account.pk, code=account.code, name=account.name) if account else None
