"""End a round: everything it pays in one transaction, one statement of the journal, once.

Whoever comes second waits for the round's row and finds it ended. The database refuses an end that does not pay out
what was taken in, or leaves anything in the pools.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connections

from ledger.refusals import refusals, retrying
from rounds import house, pools, telling
from rounds.errors import NoResult, NotLocked, PoolDiffers, TooEarly
from rounds.models import PaidAs, Round, State
from rounds.pools import Outcome
from web.clock import now

STAFF = "staff"
WAGERS = "SELECT id, side, amount_micro FROM rounds_wager WHERE round_id = %s ORDER BY id"
POOLS = """
SELECT u.debit_micro - u.credit_micro, d.debit_micro - d.credit_micro
  FROM ledger_balance u, ledger_balance d WHERE u.account_id = %s AND d.account_id = %s
"""
MAKE_STAGE = """
CREATE TEMP TABLE IF NOT EXISTS rounds_pay_stage (wager_id bigint, amount_micro bigint)
    ON COMMIT DELETE ROWS;
TRUNCATE pg_temp.rounds_pay_stage
"""
COPY_STAGE = "COPY pg_temp.rounds_pay_stage (wager_id, amount_micro) FROM STDIN"
PAY = """
INSERT INTO rounds_payout (wager_id, round_id, owner_id, paid_as, amount_micro, paid_at)
SELECT w.id, w.round_id, w.owner_id, %s, p.amount_micro, %s
  FROM pg_temp.rounds_pay_stage p JOIN rounds_wager w ON w.id = p.wager_id WHERE w.round_id = %s
"""
# What goes from pool to pool and to the house, then what each wager is paid, from the pool its kind of end pays from.
POST = """
WITH header AS (
    INSERT INTO ledger_transaction (owner_id, kind, key, effective_at) VALUES (NULL, %(kind)s, %(key)s, %(at)s)
    RETURNING id
)
INSERT INTO ledger_movement
       (transaction_id, debit_id, credit_id, amount_micro, currency, kind, key, effective_at, posted_at)
SELECT header.id, m.debit_id, m.credit_id, m.amount_micro, %(currency)s, m.kind, %(key)s || ':' || m.part, %(at)s,
       (SELECT betsite_now())
  FROM header, (
        SELECT * FROM unnest(%(debits)s::bigint[], %(credits)s::bigint[], %(amounts)s::bigint[], %(kinds)s::text[],
                             %(parts)s::text[]) AS house (debit_id, credit_id, amount_micro, kind, part)
        UNION ALL
        (SELECT a.id, CASE WHEN %(pool)s::bigint IS NOT NULL THEN %(pool)s::bigint
                           WHEN w.side = 'up' THEN %(up)s::bigint ELSE %(down)s::bigint END,
               p.amount_micro, %(paid_kind)s, 'w' || w.id
          FROM pg_temp.rounds_pay_stage p
          JOIN rounds_wager w ON w.id = p.wager_id AND w.round_id = %(round)s
          JOIN ledger_account a ON a.owner_id = w.owner_id AND a.code = 'wallet' AND a.currency = %(currency)s
         ORDER BY a.id)
       ) AS m (debit_id, credit_id, amount_micro, kind, part)
"""
KINDS = {PaidAs.WIN: "round_win", PaidAs.STAKE: "round_stake_back", PaidAs.REFUND: "round_refund"}
log = logging.getLogger(__name__)


def settle(round_id: int, *, close: Decimal | None, is_final: bool = False, forced: str = "") -> Round:
    """Pay a locked round by its close, or by an outcome that two of the staff vouch for (`forced`: "up" or "down").

    Settled before it stays as it is. Nobody right: it is void, and everybody is refunded. Raises NotLocked, TooEarly (a
    close before the session's), NoResult, or PoolDiffers.
    """
    return retrying(partial(_settle, round_id, close, is_final=is_final, forced=forced), using=STAFF)


def void(round_id: int, *, reason: str) -> Round:
    """Give everybody their stake back, and say why. A round that is open is locked first; one that has ended stays."""
    return retrying(partial(_void, round_id, reason), using=STAFF)


def _settle(round_id: int, close: Decimal | None, *, is_final: bool, forced: str) -> Round:
    found = _locked(round_id)
    if found.has_ended:
        return found
    if found.state == State.OPEN:
        raise NotLocked
    if not forced:
        if close is None:
            raise NoResult
        if now() < found.closes_at:
            raise TooEarly
        winner = pools.outcome_of(close, found.reference_close, found.decimals)
    else:
        winner = forced
    found.close = None if close is None else pools.published(close, found.decimals)
    found.is_forced = bool(forced)
    found.close_is_final = is_final if close is not None else None
    wagers = _wagers(found)
    ending = pools.settle(wagers, winner, found.fee_bps)
    if ending.is_refund:
        side = "up" if winner == pools.UP else "down"
        return _end_void(found, ending, len(wagers), f"Nobody had wagered {side}, so nobody was right.")
    found.outcome = winner
    both = ending.up_micro and ending.down_micro
    return _end(found, ending, len(wagers), State.SETTLED, PaidAs.WIN if both else PaidAs.STAKE)


def _void(round_id: int, reason: str) -> Round:
    found = _locked(round_id)
    if found.has_ended:
        return found
    if found.state == State.OPEN:
        Round.objects.using(STAFF).filter(pk=round_id).update(state=State.LOCKED)
        found.refresh_from_db(using=STAFF)
    wagers = _wagers(found)
    return _end_void(found, pools.refund(wagers), len(wagers), reason)


def _end_void(found: Round, ending: Outcome, wagers: int, reason: str) -> Round:
    found.void_reason = reason[:300]
    return _end(found, ending, wagers, State.VOID, PaidAs.REFUND)


def _end(found: Round, ending: Outcome, wagers: int, state: State, paid_as: PaidAs) -> Round:
    """Pay, post, and close the row: in this order, because the row's guard looks at what was paid and posted."""
    moment = now()
    _check_pools(found, ending)
    found.state = state
    if ending.paid:
        _stage(ending.paid)
        with connections[STAFF].cursor() as cursor, refusals():
            cursor.execute(PAY, [paid_as, moment, found.pk])
            cursor.execute(POST, _posting(found, ending, paid_as, moment))
    found.up_micro, found.down_micro, found.fee_micro = ending.up_micro, ending.down_micro, ending.fee_micro
    found.wager_count = wagers
    found.ended_at = moment
    found.save(
        using=STAFF,
        update_fields=[
            "state",
            "close",
            "close_is_final",
            "outcome",
            "is_forced",
            "void_reason",
            "up_micro",
            "down_micro",
            "fee_micro",
            "wager_count",
            "ended_at",
        ],
    )
    found.refresh_from_db(using=STAFF, fields=["ended_at"])
    telling.ended(found)
    log.info("round %s %s: %s up, %s down, fee %s", found, state, *_sums(ending))
    return found


def _sums(ending: Outcome) -> tuple[int, int, int]:
    return ending.up_micro, ending.down_micro, ending.fee_micro


def _locked(round_id: int) -> Round:
    return (
        Round.objects.using(STAFF)
        .select_for_update(of=("self",))
        .select_related("instrument")
        .get(pk=round_id)
    )


def _wagers(found: Round) -> list[tuple[int, str, int]]:
    with connections[STAFF].cursor() as cursor:
        cursor.execute(WAGERS, [found.pk])
        return cursor.fetchall()


def _check_pools(found: Round, ending: Outcome) -> None:
    """The journal must hold exactly what the wagers say."""
    with connections[STAFF].cursor() as cursor:
        cursor.execute(POOLS, [found.up_account_id, found.down_account_id])
        held = cursor.fetchone()
    if held != (ending.up_micro, ending.down_micro):
        raise PoolDiffers(f"The pools hold {held}, the wagers say {(ending.up_micro, ending.down_micro)}.")


def _stage(paid: Iterable[tuple[int, int]]) -> None:
    with connections[STAFF].cursor() as cursor:
        cursor.execute(MAKE_STAGE)
        with connections[STAFF].wrap_database_errors, cursor.copy(COPY_STAGE) as copy:
            copy.write("".join(f"{wager}\t{micro}\n" for wager, micro in paid))
        cursor.execute("ANALYZE pg_temp.rounds_pay_stage")


def _posting(found: Round, ending: Outcome, paid_as: PaidAs, moment: datetime) -> dict[str, Any]:
    """The values of POST. With two sides the losing pool empties into the winning one, less the fee."""
    house_rows: list[tuple[int, int, int, str, str]] = []
    pool = None
    if paid_as == PaidAs.WIN:
        accounts = found.accounts
        pool = accounts[found.outcome]
        losing = accounts["down" if found.outcome == "up" else "up"]
        lost = ending.down_micro if found.outcome == "up" else ending.up_micro
        if lost - ending.fee_micro:
            house_rows.append((pool, losing, lost - ending.fee_micro, "round_lost", "lost"))
        if ending.fee_micro:
            fees = house.fees(found.currency).pk
            house_rows.append((fees, losing, ending.fee_micro, "round_fee", "fee"))
    debits, credits_, amounts, kinds, parts = (
        (list(each) for each in zip(*house_rows, strict=True)) if house_rows else ([], [], [], [], [])
    )
    return {
        "kind": "round_void" if found.state == State.VOID else "round_settlement",
        "key": found.settlement_key,
        "round": found.pk,
        "at": moment,
        "currency": found.currency,
        "debits": debits,
        "credits": credits_,
        "amounts": amounts,
        "kinds": kinds,
        "parts": parts,
        "pool": pool,
        "up": found.up_account_id,
        "down": found.down_account_id,
        "paid_kind": KINDS[paid_as],
    }
