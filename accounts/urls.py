"""The person's own settings, and the owner's one-time sign-in link."""

from django.urls import path

from accounts.views import demo, privacy, profile, signin_link, tokens

app_name = "accounts"
urlpatterns = [
    path("", profile.profile, name="profile"),
    path("demo/", demo.enter, name="demo"),
    path("privacy/", privacy.mask, name="mask"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("sign-in/<str:token>/", signin_link.use, name="signin_link"),
]
