"""The API about rounds, and about the person's wagers on them."""

from ninja import Router

from rounds.api import rounds, wagers

router = Router()
for part in (rounds, wagers):
    router.add_router("", part.router)
