"""The API about uploads."""

from imports.api.uploads import router

__all__ = ["router"]
