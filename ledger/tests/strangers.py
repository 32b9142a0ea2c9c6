"""The chain's pages in the admin: for staff with the right, and nobody's in particular."""

from web.tests.strangers import shows_nothing_owned

WHY = "staff with the right only; the chain is everybody's"

shows_nothing_owned("admin:ledger_verification_changelist", WHY)
shows_nothing_owned("admin:ledger_seal_now", WHY)
shows_nothing_owned("admin:ledger_verify_now", WHY)
shows_nothing_owned("admin:ledger_signed_head", WHY)
