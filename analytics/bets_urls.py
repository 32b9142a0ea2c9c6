from django.urls import path

from analytics.views.bet_detail import detail
from analytics.views.bet_parts import join, part
from analytics.views.bets_list import list_bets
from analytics.views.decide import decide
from analytics.views.many import many

urlpatterns = [
    path("", list_bets, name="list"),
    path("decide/", decide, name="decide"),
    path("many/", many, name="many"),
    path("<int:pk>/", detail, name="detail"),
    path("<int:pk>/part/<int:other>/", part, name="part"),
    path("<int:pk>/join/<int:other>/", join, name="join"),
]
