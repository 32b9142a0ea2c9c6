"""What staff do about the money in the admin: each act has its own permission."""

from treasury.back_office import breaks, exports, payments, solvency, statements

__all__ = ["breaks", "exports", "payments", "solvency", "statements"]
