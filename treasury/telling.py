"""Tell people, and their own programs, what became of their money: in the very transaction that made it so.

A step is told once (its key names it); the events and what they carry are listed in docs/gates.md.
"""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts import webhooks
from accounts.notifications import notify
from accounts.protection import Stop
from treasury.models import Deposit, Withdrawal, WithdrawalState
from web.numbers import money_text

STAFF = "staff"
SEEN, CREDITED, REVERSED, GONE = "seen", "credited", "reversed", "gone"
DEPOSIT_TITLES = {
    SEEN: "A deposit of {amount} is on its way",
    CREDITED: "{amount} was credited",
    REVERSED: "A deposit of {amount} was taken back by the network",
    GONE: "A deposit of {amount} is gone from the network",
}
WITHDRAWAL_STEPS = {
    WithdrawalState.REQUESTED: ("requested", "A withdrawal of {amount} was requested"),
    WithdrawalState.APPROVED: ("approved", "Your withdrawal of {amount} was approved"),
    WithdrawalState.REFUSED: ("refused", "Your withdrawal of {amount} was refused"),
    WithdrawalState.CANCELLED: ("cancelled", "Your withdrawal of {amount} was called off"),
    WithdrawalState.BROADCAST: ("sent", "Your withdrawal of {amount} was sent"),
    WithdrawalState.CONFIRMED: ("confirmed", "Your withdrawal of {amount} was paid"),
    WithdrawalState.FAILED: ("failed", "Your withdrawal of {amount} failed"),
}
NOT_YOURS = " If that was not you, call it off at once and change your password."


def deposit(found: Deposit, what: str) -> None:
    """One of SEEN, CREDITED, REVERSED, GONE, within the staff's transaction that saves it."""
    amount = money_text(found.amount_micro, found.currency)
    said = {
        "deposit": found.pk,
        "chain": found.chain,
        "tx_hash": found.tx_hash,
        "log_index": found.log_index,
        "revision": found.revision,
        "amount_micro": found.amount_micro,
        "currency": found.currency,
        "confirmations_needed": found.confirmations_needed,
        "alert": found.alert,
    }
    _once(
        found.owner,
        "deposit",
        event=f"deposit.{what}.v1",
        title=DEPOSIT_TITLES[what].format(amount=amount),
        body=found.alert,
        url=reverse("money:wallet"),
        key=f"deposit:{found.pk}:r{found.revision}:{what}",
        said=said,
    )


def deposit_in_spite(found: Deposit, stops: Sequence[Stop]) -> None:
    """It came though the person asked to be kept from depositing: it is theirs all the same."""
    notify(
        found.owner,
        "limit",
        title=f"{money_text(found.amount_micro, found.currency)} came in beyond your limits or in a break",
        body=" ".join(stop.message for stop in stops)
        + " What is sent to your address cannot be refused; it is in your wallet and can be withdrawn.",
        url=reverse("accounts:limits"),
        key=f"deposit:{found.pk}:r{found.revision}:in-spite",
        using=STAFF,
    )


def withdrawal(pk: int, state: str, *, note: str = "", using: str = STAFF) -> None:
    """A step that people are told of, in the transaction that made it; others are not told."""
    if state not in WITHDRAWAL_STEPS:
        return
    found = Withdrawal.objects.using(using).select_related("owner").get(pk=pk)
    name, title = WITHDRAWAL_STEPS[WithdrawalState(state)]
    said = {
        "withdrawal": found.pk,
        "chain": found.chain,
        "recipient": found.recipient,
        "amount_micro": found.amount_micro,
        "currency": found.currency,
        "state": state,
        "note": note,
    }
    body = f"To {found.recipient}." + (f" {note}" if note else "")
    _once(
        found.owner,
        "withdrawal",
        event=f"withdrawal.{name}.v1",
        title=title.format(amount=money_text(found.amount_micro, found.currency)),
        body=body + (NOT_YOURS if state == WithdrawalState.REQUESTED else ""),
        url=reverse("money:withdrawal", args=[found.pk]),
        key=f"withdrawal:{found.pk}:{name}",
        said=said,
        using=using,
    )


def _once(
    owner: Any,
    kind: str,
    *,
    event: str,
    title: str,
    body: str,
    url: str,
    key: str,
    said: dict[str, Any],
    using: str = STAFF,
) -> None:
    if notify(owner, kind, title=title, body=body, url=url, key=key, using=using):
        webhooks.send(owner, event, {**said, "key": key}, using=using)
