from django.urls import path

from treasury.views.account import account_statement
from treasury.views.accounts import list_accounts
from treasury.views.trial_balance import trial

urlpatterns = [
    path("", list_accounts, name="list"),
    path("<int:pk>/", account_statement, name="account"),
    path("trial-balance/", trial, name="trial-balance"),
]
