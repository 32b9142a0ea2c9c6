"""The room of rounds, mounted at /rounds/."""

from django.urls import path

from rounds.views import current, files, history, live, mine, one, preview, wager

urlpatterns = [
    path("", current.show, name="current"),
    path("history/", history.show, name="history"),
    path("wagers/", mine.show, name="wagers"),
    path("<slug:slug>/<slug:code>/", one.show, name="round"),
    path("<slug:slug>/<slug:code>/live/", live.show, name="live"),
    path("<slug:slug>/<slug:code>/preview/", preview.show, name="preview"),
    path("<slug:slug>/<slug:code>/wager/", wager.place, name="wager"),
    path("<slug:slug>/<slug:code>/round.json", files.everything, name="json"),
    path("<slug:slug>/<slug:code>/facts.csv", files.facts, name="facts"),
    path("<slug:slug>/<slug:code>/wagers.csv", files.wagers, name="inputs"),
    path("<slug:slug>/<slug:code>/journal.csv", files.journal, name="journal"),
]
