"""What a person has here, and where to send more."""

from typing import Any

from django.conf import settings
from ninja import Field, Router, Schema

from accounts.api_auth import ApiRequest, secured
from ledger.money import format_micro
from treasury import depositing, hooks
from treasury.chain.configured import current
from treasury.chain.contract import Chain, ChainError
from treasury.models.deposits import BANK
from treasury.wallet import Standing, standings, stops_before_an_address
from web.api_lists import Listed

router = Router(tags=["Money in and out"])


class AddressOut(Schema):
    """Where to send this currency to."""

    chain: str = Field(description="The network; bank for the words to write on a bank transfer.")
    address: str


class WalletOut(Schema):
    """Your money of one currency in our keeping."""

    currency: str
    available: str
    held: str = Field(description="Set aside, for a withdrawal under way among others.")
    total: str
    addresses: list[AddressOut]
    stops: list[str] = Field(description="Why no address is told: what you asked to be kept from.")


@router.get("/wallets", response=Listed[WalletOut], summary="Your wallets", **secured("money:read"))
def wallets(request: ApiRequest) -> Listed[WalletOut]:
    """One for each currency you have here or can send; always one page. During a break no address is told."""
    user: Any = request.caller.user
    try:
        chain = current()
    except ChainError:
        chain = None
    found = {each.currency: each for each in standings(user)}
    if chain is not None:
        found.setdefault(chain.currency, Standing(chain.currency, 0, 0))
    return Listed(items=[_wallet(user, found[currency], chain) for currency in sorted(found)], next=None)


def _wallet(user: Any, standing: Standing, chain: Chain | None) -> WalletOut:
    addresses: list[AddressOut] = []
    stops: list[str] = []
    if chain is not None and chain.currency == standing.currency:
        stops = [stop.message for stop in stops_before_an_address(user, chain.currency)]
        addresses = [] if stops else _addresses(user, chain)
    return WalletOut(
        currency=standing.currency,
        available=format_micro(standing.available_micro),
        held=format_micro(standing.held_micro),
        total=format_micro(standing.total_micro),
        addresses=addresses,
        stops=stops,
    )


def _addresses(user: Any, chain: Chain) -> list[AddressOut]:
    told = [AddressOut(chain=chain.slug, address=chain.shown(depositing.deposit_address(user).address))]
    if settings.BANK_DETAILS:
        told.append(AddressOut(chain=BANK, address=hooks.known_bank_reference(user)))
    return told
