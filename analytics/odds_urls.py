from django.urls import path

from analytics.views.odds_event import event
from odds.views.coming import coming
from odds.views.entry import new, of_event
from odds.views.review import answer_bet, answer_team, review

urlpatterns = [
    path("", coming, name="coming"),
    path("new/", new, name="new"),
    path("review/", review, name="review"),
    path("review/bet/<int:pk>/", answer_bet, name="answer-bet"),
    path("review/team/<int:pk>/", answer_team, name="answer-team"),
    path("<int:pk>/", event, name="event"),
    path("<int:pk>/enter/", of_event, name="enter"),
]
