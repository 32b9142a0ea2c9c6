"""A person's whole journal as text for Beancount and hledger: independent programs check our books."""

from ledger.plaintext.beancount import beancount_lines
from ledger.plaintext.hledger import hledger_lines

__all__ = ["beancount_lines", "hledger_lines"]
