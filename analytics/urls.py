from django.urls import path

from analytics.views import saved
from analytics.views.breakdown import breakdown
from analytics.views.compare import compare
from analytics.views.cross import cross
from analytics.views.facts import cost, measures
from analytics.views.luck import luck
from analytics.views.overview import home
from analytics.views.shared import shared
from analytics.views.transfers import list_transfers

urlpatterns = [
    path("", home, name="home"),
    path("luck/", luck, name="luck"),
    path("by/", breakdown, name="breakdown"),
    path("compare/", compare, name="compare"),
    path("cost/", cost, name="cost"),
    path("measures/", measures, name="measures"),
    path("cross/", cross, name="cross"),
    path("transfers/", list_transfers, name="transfers"),
    path("views/", saved.views, name="views"),
    path("views/keep/", saved.keep, name="keep-view"),
    path("views/<int:pk>/rename/", saved.rename, name="rename-view"),
    path("views/<int:pk>/delete/", saved.delete, name="delete-view"),
    path("views/<int:pk>/share/", saved.share, name="share-view"),
    path("views/links/<int:pk>/revoke/", saved.revoke, name="revoke-link"),
    path("shared/<str:token>/", shared, name="shared"),
]
