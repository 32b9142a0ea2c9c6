"""Write a person's journal for hledger."""

from ledger.management.commands.export_beancount import Command as ExportBeancount
from ledger.plaintext import hledger_lines


class Command(ExportBeancount):
    help = "Print a person's journal in hledger's language; `hledger check` then proves every balance."
    lines = staticmethod(hledger_lines)
