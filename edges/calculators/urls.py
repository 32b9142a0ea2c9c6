"""Addresses of the calculators."""

from django.urls import path

from edges.calculators import CALCULATORS, views

app_name = "calculators"
urlpatterns = [
    path("", views.index, name="index"),
    *(path(f"{slug}/", views.calculator, {"slug": slug}, name=slug) for slug in CALCULATORS),
]
