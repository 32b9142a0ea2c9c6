"""The API about money: accounts and what moved in them, deposits and withdrawals, wallets, and what the house owes."""

from ninja import Router

from treasury.api import accounts, deposits, house, wallets, withdrawals

router = Router()
for part in (accounts, deposits, withdrawals, wallets, house):
    router.add_router("", part.router)
