from django.urls import path

from bets.knowledge.views import index, show

urlpatterns = [path("", index, name="index"), path("<slug:slug>/", show, name="page")]
