"""What the house owes everybody, and what it holds for it: the sums of the page, which every member may read."""

from datetime import date, datetime

from ninja import Field, Router, Schema

from accounts.api_auth import ApiRequest, secured
from ledger.money import format_micro
from treasury.models import DaySolvency
from treasury.wallet import standings
from web.api_lists import Listed

router = Router(tags=["The house"])


class TvlOut(Schema):
    """One currency: `tvl` = wallets + held + pools is owed, `assets` = chain + bank is there for it."""

    currency: str
    day: date = Field(description="The UTC day that these sums are the last of.")
    taken_at: datetime
    tvl: str = Field(description="Total value locked: what people have with the house.")
    wallets: str
    held: str
    open_withdrawals: str = Field(description="Part of `held`.")
    pools: str
    assets: str = Field(description="What the house holds, as its journal has it.")
    chain: str
    bank: str
    stated: str | None = Field(description="What bank and chain themselves said last.")
    surplus: str = Field(description="Assets less `tvl`; below zero there is not enough.")
    is_solvent: bool
    yours: str = Field(description="Your own part of `tvl`, now.")


@router.get("/tvl", response=Listed[TvlOut], summary="What the house owes and holds", **secured("money:read"))
def tvl(request: ApiRequest) -> Listed[TvlOut]:
    """The newest daily sums of each currency, as on the page about solvency; always one page."""
    mine = {each.currency: each.total_micro for each in standings(request.caller.user)}
    newest = DaySolvency.objects.order_by("currency", "-day").distinct("currency")
    return Listed(items=[_position(each, mine.get(each.currency, 0)) for each in newest], next=None)


def _position(one: DaySolvency, mine_micro: int) -> TvlOut:
    return TvlOut(
        currency=one.currency,
        day=one.day,
        taken_at=one.taken_at,
        tvl=format_micro(one.liabilities_micro),
        wallets=format_micro(one.wallets_micro),
        held=format_micro(one.held_micro),
        open_withdrawals=format_micro(one.withdrawals_micro),
        pools=format_micro(one.pools_micro),
        assets=format_micro(one.assets_micro),
        chain=format_micro(one.chain_micro),
        bank=format_micro(one.bank_micro),
        stated=None if one.stated_micro is None else format_micro(one.stated_micro),
        surplus=format_micro(one.surplus_micro),
        is_solvent=one.is_solvent,
        yours=format_micro(mine_micro),
    )
