from django.urls import path

from analytics.views.account import account_statement
from analytics.views.adjust import adjust, take_back
from analytics.views.solvency import solvency
from treasury.views import wallet
from treasury.views.accounts import list_accounts
from treasury.views.breaks import list_breaks
from treasury.views.hook import receive
from treasury.views.trial_balance import trial

urlpatterns = [
    path("", list_accounts, name="list"),
    path("<int:pk>/", account_statement, name="account"),
    path("<int:pk>/adjust/", adjust, name="adjust"),
    path("<int:pk>/adjustments/<int:adjustment>/take-back/", take_back, name="take-back"),
    path("breaks/", list_breaks, name="breaks"),
    path("solvency/", solvency, name="solvency"),
    path("trial-balance/", trial, name="trial-balance"),
    path("wallet/", wallet.show, name="wallet"),
    path("wallet/withdraw/", wallet.withdraw, name="withdraw"),
    path("wallet/withdrawals/<int:pk>/", wallet.withdrawal, name="withdrawal"),
    path("wallet/withdrawals/<int:pk>/cancel/", wallet.cancel, name="cancel"),
    path("wallet/simulate/", wallet.simulate, name="simulate"),
    path("wallet/simulate/blocks/", wallet.simulate_blocks, name="simulate-blocks"),
    path("hooks/<slug:provider>/", receive, name="hook"),
]
