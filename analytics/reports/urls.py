from django.urls import path

from analytics.views import reports

urlpatterns = [
    path("", reports.reports, name="list"),
    path("<int:pk>/", reports.report, name="detail"),
    path("<int:pk>/file/", reports.download, name="file"),
    path("<int:pk>/cancel/", reports.cancel, name="cancel"),
    path("<int:pk>/delete/", reports.delete, name="delete"),
]
