"""The client's side, and the page behind an invitation: /coach/."""

from django.urls import path, re_path

from analytics.coaching.views import coach

app_name = "coach"
PK = r"(?P<pk>\d{1,18})"
urlpatterns = [
    path("", coach.mine, name="mine"),
    path("invite/", coach.invite, name="invite"),
    path("invitation/<str:token>/", coach.invitation, name="invitation"),
    re_path(rf"^invitations/{PK}/take-back/$", coach.take_back, name="take-back"),
    re_path(rf"^{PK}/$", coach.relation, name="relation"),
    re_path(rf"^{PK}/seen/$", coach.preview, name="preview"),
    re_path(rf"^{PK}/name/$", coach.rename, name="rename"),
    re_path(rf"^{PK}/end/$", coach.end, name="end"),
]
