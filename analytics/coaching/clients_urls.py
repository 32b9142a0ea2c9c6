"""What a coach opens: /clients/."""

from django.urls import path, re_path

from analytics.coaching.views import clients, coach_acts

app_name = "clients"
PK = r"(?P<pk>\d{1,18})"
urlpatterns = [
    path("", clients.clients, name="list"),
    path("profile/", coach_acts.profile, name="profile"),
    path("invite/", coach_acts.invite, name="invite"),
    path("compare/", clients.side_by_side, name="side-by-side"),
    re_path(rf"^{PK}/$", clients.client, name="client"),
    re_path(rf"^{PK}/periods/$", clients.periods, name="periods"),
    re_path(rf"^{PK}/print/$", clients.paper, name="print"),
    re_path(rf"^{PK}/patterns\.csv$", clients.download, name="csv"),
    re_path(rf"^{PK}/notes/$", coach_acts.note, name="note"),
    re_path(rf"^{PK}/notes/(?P<note_pk>\d{{1,18}})/delete/$", coach_acts.forget_note, name="forget-note"),
]
