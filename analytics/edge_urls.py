from django.urls import path

from analytics.views.edge_bets import enter_all

urlpatterns = [
    path("<int:pk>/bets/", enter_all, name="enter"),
]
