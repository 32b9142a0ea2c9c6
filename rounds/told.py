"""A round and a wager as plain values: what commands and the API tell. Amounts are decimal strings, beside them whole
micro-units where a program counts."""

from decimal import Decimal
from typing import Any

from ledger.money import format_micro
from rounds.models import Round, Wager
from rounds.standing import Pools


def price(value: Decimal | None, decimals: int) -> str | None:
    """A close with all its places: "23639.08"."""
    return None if value is None else f"{value:.{decimals}f}"


def of_round(one: Round, pools: Pools | None = None) -> dict[str, Any]:
    """What everybody may know of a round; with its pools where they are given or it has ended."""
    told: dict[str, Any] = {
        "code": one.code,
        "instrument": one.instrument.slug,
        "session": one.session,
        "state": one.state,
        "currency": one.currency,
        "reference_session": one.reference_session,
        "reference_close": price(one.reference_close, one.decimals),
        "fee_bps": one.fee_bps,
        "opened_at": one.opened_at,
        "locks_at": one.locks_at,
        "closes_at": one.closes_at,
        "settle_due_at": one.settle_due_at,
        "void_at": one.void_at,
        "locked_at": one.locked_at,
        "ended_at": one.ended_at,
        "close": price(one.close, one.decimals),
        "close_is_final": one.close_is_final,
        "outcome": one.outcome or None,
        "is_forced": one.is_forced,
        "void_reason": one.void_reason or None,
    }
    if one.has_ended:
        pools = Pools(one.up_micro or 0, one.down_micro or 0, one.wager_count or 0)
        told |= {"fee": format_micro(one.fee_micro or 0), "fee_micro": one.fee_micro}
    if pools is not None:
        told |= {
            "up": format_micro(pools.up_micro),
            "down": format_micro(pools.down_micro),
            "up_micro": pools.up_micro,
            "down_micro": pools.down_micro,
            "wagers": pools.wagers,
        }
    return told


def of_wager(one: Wager, round_: Round) -> dict[str, Any]:
    """A wager."""
    return {
        "wager": one.pk,
        "round": round_.code,
        "instrument": round_.instrument.slug,
        "side": one.side,
        "amount": format_micro(one.amount_micro),
        "amount_micro": one.amount_micro,
        "currency": round_.currency,
        "placed_at": one.placed_at,
    }
