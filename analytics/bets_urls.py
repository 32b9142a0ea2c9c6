from django.urls import path

from analytics.views.bet_detail import detail
from analytics.views.bets_list import list_bets
from analytics.views.decide import decide

urlpatterns = [
    path("", list_bets, name="list"),
    path("decide/", decide, name="decide"),
    path("<int:pk>/", detail, name="detail"),
]
