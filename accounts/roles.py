"""Who of the staff may see and do what: the one table, brought into groups after every migration.

Least privilege: a role sees a model only when it is named here, and no role changes a row by a form. What staff do they
do by the acts at the end, each a permission of its own. Who has which role is decided by a superuser; superusers may
everything. A model that has no line here is seen by superusers alone, and a test asks for its line.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate

SUPPORT, COMPLIANCE, TREASURY, AUDITOR, ROUNDS = "support", "compliance", "treasury", "auditor", "rounds"
ROLES = {
    SUPPORT: "Helps people: their accounts, files, bets and where a payment is.",
    COMPLIANCE: "Watches people's money: limits, payments, odd patterns; the second pair of eyes.",
    TREASURY: "Runs the money: journal, statements, reconciliation, payments.",
    AUDITOR: "Reads the books and takes exports; changes nothing.",
    ROUNDS: "Runs the rounds: opens, locks and voids them, says closes, forces a result with a second pair of eyes.",
}
NOBODY = ""
MONEY = "compliance treasury auditor"
BOOKS = "treasury auditor"
PAYMENTS = "support compliance treasury auditor"
FILES = "support"
BETS = "support compliance"
ROUNDS_SEEN = "rounds support compliance treasury auditor"

# model -> the roles that may look at it
VIEW = {
    "accounts.user": "support compliance auditor",
    "accounts.auditentry": "compliance auditor",
    "accounts.idempotencyrecord": NOBODY,
    "accounts.limit": "support compliance auditor",
    "accounts.notification": "support",
    "accounts.notificationchoice": "support",
    "accounts.pause": "support compliance auditor",
    "accounts.signinlink": NOBODY,
    "accounts.token": "support",
    "accounts.tokenfamily": "support",
    "accounts.webhookdelivery": "support",
    "accounts.webhookendpoint": NOBODY,
    "account.emailaddress": "support",
    "account.emailconfirmation": NOBODY,
    "admin.logentry": "compliance auditor",
    "auth.group": "auditor",
    "auth.permission": "auditor",
    "contenttypes.contenttype": NOBODY,
    "analytics.savedview": NOBODY,
    "analytics.sharelink": NOBODY,
    "ledger.account": MONEY,
    "ledger.assertion": MONEY,
    "ledger.balance": MONEY,
    "ledger.daybalance": MONEY,
    "ledger.hold": MONEY,
    "ledger.movement": MONEY,
    "ledger.transaction": MONEY,
    "ledger.block": BOOKS,
    "ledger.head": BOOKS,
    "ledger.leaf": BOOKS,
    "ledger.partbalance": MONEY,
    "ledger.verification": BOOKS,
    "coaching.coach": "support compliance",
    "coaching.consent": "compliance auditor",
    "coaching.invitation": "support",
    "coaching.look": "compliance auditor",
    "coaching.relation": "support compliance",
    "coaching.sessionnote": NOBODY,
    "treasury.adjustment": "compliance auditor",
    "treasury.approval": MONEY,
    "treasury.auditexport": "compliance auditor",
    "treasury.break": MONEY,
    "treasury.breakevent": MONEY,
    "treasury.chaincursor": BOOKS,
    "treasury.daysolvency": MONEY,
    "treasury.deposit": PAYMENTS,
    "treasury.depositaddress": "support compliance treasury",
    "treasury.houseline": BOOKS,
    "treasury.lineevent": BOOKS,
    "treasury.match": BOOKS,
    "treasury.provedspan": "compliance auditor",
    "treasury.signedtransaction": BOOKS,
    "treasury.simulatedblock": "treasury",
    "treasury.simulatedtransaction": "treasury",
    "treasury.statement": BOOKS,
    "treasury.statementline": MONEY,
    "treasury.walletnonce": BOOKS,
    "treasury.webhookevent": "treasury",
    "treasury.webhooksecret": "treasury",
    "treasury.withdrawal": PAYMENTS,
    "treasury.withdrawalstep": PAYMENTS,
    "analytics.report": "support",
    "bets.bet": BETS,
    "bets.bookchange": NOBODY,
    "bets.bookmaker": BETS,
    "bets.bookstamp": NOBODY,
    "bets.competition": BETS,
    "bets.correction": BETS,
    "bets.event": BETS,
    "bets.eventparticipant": BETS,
    "bets.leg": BETS,
    "bets.market": BETS,
    "bets.participant": BETS,
    "bets.participantalias": BETS,
    "bets.sport": BETS,
    "bets.unrecognised": BETS,
    "edges.chance": NOBODY,
    "edges.edge": BETS,
    "edges.edgestep": BETS,
    "edges.leg": BETS,
    "edges.preference": NOBODY,
    "edges.savedsearch": NOBODY,
    "edges.takenbet": BETS,
    "edges.taking": BETS,
    "imports.balancebreak": FILES,
    "imports.betchange": "support compliance",
    "imports.bettelling": FILES,
    "imports.decision": FILES,
    "imports.handbet": BETS,
    "imports.linetelling": FILES,
    "imports.marketpart": FILES,
    "imports.reject": FILES,
    "imports.remark": NOBODY,
    "imports.retiredbet": FILES,
    "imports.row": FILES,
    "imports.savedmapping": FILES,
    "imports.setaside": BETS,
    "imports.twin": FILES,
    "imports.upload": FILES,
    "markets.close": MONEY,
    "markets.instrument": MONEY,
    "markets.specialsession": MONEY,
    "odds.betclosing": BETS,
    "odds.closing": BETS,
    "odds.ingestrun": BETS,
    "odds.matched": NOBODY,
    "odds.offer": BETS,
    "odds.outsideid": BETS,
    "odds.outsideteam": BETS,
    "odds.poll": BETS,
    "odds.price": BETS,
    "odds.quote": BETS,
    "odds.reject": BETS,
    "odds.selection": BETS,
    "rounds.asking": NOBODY,
    "rounds.dispute": ROUNDS_SEEN,
    "rounds.observation": ROUNDS_SEEN,
    "rounds.forced": ROUNDS_SEEN,
    "rounds.payout": f"{MONEY} rounds",
    "rounds.round": ROUNDS_SEEN,
    "rounds.source": ROUNDS_SEEN,
    "rounds.telling": NOBODY,
    "rounds.wager": f"{MONEY} rounds",
}

# permission -> the roles that may do it
ACTS = {
    "ledger.export_head": "treasury auditor",
    "ledger.seal_ledger": "treasury",
    "ledger.verify_ledger": "treasury auditor",
    "markets.announce_closure": "compliance treasury rounds",
    "rounds.answer_dispute": "rounds compliance",
    "rounds.force_round": "rounds compliance",
    "rounds.run_round": "rounds",
    "rounds.say_close": "rounds compliance",
    "treasury.approve_withdrawal": "compliance treasury",
    "treasury.confirm_break": "compliance treasury",
    "treasury.explain_break": "compliance treasury",
    "treasury.import_statement": "treasury",
    "treasury.make_auditexport": "compliance auditor",
    "treasury.propose_break": "treasury",
    "treasury.resolve_withdrawal": "treasury",
    "treasury.rotate_webhooksecret": "treasury",
    "treasury.run_reconciliation": "treasury",
    "treasury.view_personal_break": "compliance",
}


def permissions_of(role: str) -> set[str]:
    """The permissions of a role ("ledger.view_movement"), by the tables above."""
    seen = {
        f"{app}.view_{model}"
        for label, roles in VIEW.items()
        for app, _, model in [label.partition(".")]
        if role in roles.split()
    }
    return seen | {act for act, roles in ACTS.items() if role in roles.split()}


def bring_into_groups(*, using: str = "owner") -> None:
    """Make the groups have exactly these permissions, as far as their models are installed. Safe to repeat."""
    from django.contrib.auth.models import Group, Permission

    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.using(using).values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role in ROLES:
        group, _ = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set([known[name] for name in permissions_of(role) if name in known])


def after_migrating(
    sender: AppConfig, *, using: str, apps: Any = apps, verbosity: int = 0, **more: Any
) -> None:
    """Called by Django when an app was migrated: its permissions exist from here on, and the groups follow."""
    names = {label.partition(".")[0] for label in VIEW}
    if sender.label not in names or not _is_there(using):
        return
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    bring_into_groups(using=using)


def follow_migrations() -> None:
    """Have the groups follow every migration."""
    post_migrate.connect(after_migrating, dispatch_uid="accounts.roles")


def _is_there(using: str) -> bool:
    from django.db import connections

    return "auth_group_permissions" in connections[using].introspection.table_names()
