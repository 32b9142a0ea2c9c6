from django.urls import path

from analytics.views.overview import home

urlpatterns = [path("", home, name="home")]
