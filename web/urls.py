"""What belongs to the frame of every page."""

from django.conf import settings
from django.urls import path

from web.views import style, theme

app_name = "web"
urlpatterns = [path("theme/", theme.choose, name="theme")]
if settings.DEBUG:
    urlpatterns.append(path("style/", style.style, name="style"))
