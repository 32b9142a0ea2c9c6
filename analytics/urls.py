from django.urls import path

from analytics.views.breakdown import breakdown
from analytics.views.cross import cross
from analytics.views.overview import home
from analytics.views.transfers import list_transfers

urlpatterns = [
    path("", home, name="home"),
    path("by/", breakdown, name="breakdown"),
    path("cross/", cross, name="cross"),
    path("transfers/", list_transfers, name="transfers"),
]
