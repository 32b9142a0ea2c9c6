"""The API about bets: the bets with their legs and events, and the figures over them."""

from ninja import Router

from analytics.api import bets, figures

router = Router()
for part in (bets, figures):
    router.add_router("", part.router)
