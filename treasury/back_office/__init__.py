"""What staff do about the money in the admin: each act has its own permission."""

from treasury.back_office import breaks, exports, solvency, statements

__all__ = ["breaks", "exports", "solvency", "statements"]
