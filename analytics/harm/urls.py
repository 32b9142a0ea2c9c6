from django.urls import path

from analytics.harm.views.page import tell, wellbeing
from analytics.harm.views.statement import download, show

urlpatterns = [
    path("", wellbeing, name="page"),
    path("you/", tell, name="tell"),
    path("statement/", show, name="statement"),
    path("statement.csv", download, name="statement-csv"),
]
