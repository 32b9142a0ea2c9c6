"""The hash chain over the journal: any change behind the application's back is found, and the first bad row named.

What is written in the journal (accounts, transaction headers, movements) is numbered in a side table after it was
committed, and sealed in blocks whose hashes form a chain (docs/chain.md). Posting knows nothing of it and pays nothing.
"""

from ledger.chain.models import Block, Head, Leaf, Sort
from ledger.chain.sealing import head, seal
from ledger.chain.verifying import PROMISES, ChainReport, Unsealed, verify

__all__ = [
    "PROMISES",
    "Block",
    "ChainReport",
    "Head",
    "Leaf",
    "Sort",
    "Unsealed",
    "head",
    "seal",
    "verify",
]
