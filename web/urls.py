"""What belongs to the frame of every page."""

from django.urls import path

from web.views import theme

app_name = "web"
urlpatterns = [path("theme/", theme.choose, name="theme")]
