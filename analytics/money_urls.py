from django.urls import path

from analytics.views.account import account_statement
from analytics.views.adjust import adjust, take_back
from treasury.views.accounts import list_accounts
from treasury.views.plaintext import beancount, hledger
from treasury.views.trial_balance import trial

urlpatterns = [
    path("", list_accounts, name="list"),
    path("<int:pk>/", account_statement, name="account"),
    path("<int:pk>/adjust/", adjust, name="adjust"),
    path("<int:pk>/adjustments/<int:adjustment>/take-back/", take_back, name="take-back"),
    path("trial-balance/", trial, name="trial-balance"),
    path("betsite.beancount", beancount, name="beancount"),
    path("betsite.journal", hledger, name="hledger"),
]
