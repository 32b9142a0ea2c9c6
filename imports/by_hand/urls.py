"""Pages of bets by hand, beside those of the list of bets."""

from django.urls import path

from imports.by_hand import views

urlpatterns = [
    path("enter/", views.enter, name="enter"),
    path("trash/", views.list_trash, name="trash"),
    path("trash/<int:pk>/restore/", views.restore, name="restore"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/copy/", views.copy, name="copy"),
    path("<int:pk>/settle/", views.settle, name="settle"),
    path("<int:pk>/remark/", views.remark, name="remark"),
    path("<int:pk>/delete/", views.delete, name="delete"),
]
