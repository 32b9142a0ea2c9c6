"""The API about edges: the routers of its parts."""

from ninja import Router

from edges.api import calculators, found

router = Router()
router.add_router("/calculators", calculators.router)
router.add_router("", found.router)
