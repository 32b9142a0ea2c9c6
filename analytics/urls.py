from django.urls import path

from analytics.views.breakdown import breakdown
from analytics.views.luck import luck
from analytics.views.overview import home
from analytics.views.transfers import list_transfers

urlpatterns = [
    path("", home, name="home"),
    path("luck/", luck, name="luck"),
    path("by/", breakdown, name="breakdown"),
    path("transfers/", list_transfers, name="transfers"),
]
