"""The house's own accounts with a bank and the chain.

The journal is written from the side of the people: a wallet grows by what enters it. So what the house holds for them
at a bank or on the chain stands there as a credit. Whoever asks for a holding asks here, where the sign is turned once.
"""

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, When

from ledger.balances import balance_asof, balances
from ledger.chart import ensure_house_account
from ledger.models import Account, Kind, Movement
from treasury.models import Source

STAFF = "staff"
HOLDINGS = (Source.BANK, Source.CHAIN)
TURNED = -1  # of a balance (debits less credits), to what the house holds


def holding_account(source: str, currency: str, *, name: str = "", part: str = "") -> Account:
    """The house's account with a bank or the chain ("bank", "bank:main" ...), made when missing."""
    code = f"{source}:{part}" if part else str(source)
    return ensure_house_account(code=code, currency=currency, kind=Kind.ASSET, name=name)


def holding_accounts(*, using: str = STAFF) -> QuerySet[Account]:
    """All of them, by code and currency."""
    coded = [Q(code=source) | Q(code__startswith=f"{source}:") for source in HOLDINGS]
    return Account.objects.using(using).house().filter(coded[0] | coded[1]).order_by("code", "currency")


def source_of(account: Account) -> Source:
    """Bank or chain."""
    return Source(account.code.partition(":")[0])


def held(accounts: list[Account], *, using: str = STAFF) -> dict[int, int]:
    """What the house holds in each now, micro-units, by account id."""
    return {pk: TURNED * micro for pk, micro in balances(accounts, using=using).items()}


def held_asof(account: Account, moment: datetime, *, using: str = STAFF) -> int:
    """What the house held after everything effective up to and at `moment`, micro-units."""
    return TURNED * balance_asof(account, moment, using=using)


def movements_of(account: Account, *, using: str = STAFF) -> QuerySet[Movement, Any]:
    """Its movements with `effect_micro`: what each added to the holding (negative: took from it)."""
    effect = Case(
        When(debit=account, then=TURNED * F("amount_micro")),
        default=-TURNED * F("amount_micro"),
        output_field=BigIntegerField(),
    )
    return Movement.objects.using(using).touching(account).annotate(effect_micro=effect)
