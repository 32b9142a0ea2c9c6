"""The person's own settings, and the owner's one-time sign-in link."""

from django.urls import path, re_path

from accounts.views import (
    demo,
    limits,
    notifications,
    privacy,
    profile,
    signin_link,
    staking,
    tokens,
    webhooks,
)

app_name = "accounts"
urlpatterns = [
    path("", profile.profile, name="profile"),
    path("demo/", demo.enter, name="demo"),
    path("privacy/", privacy.mask, name="mask"),
    path("staking/", staking.staking, name="staking"),
    path("limits/", limits.limits, name="limits"),
    re_path(r"^limits/(?P<pk>\d{1,18})/(?P<verb>confirm|cancel)/$", limits.settle, name="limit-settle"),
    path("limits/break/", limits.take_break, name="break"),
    path("limits/exclude/", limits.exclude, name="exclude"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read, name="notifications-read"),
    path("notifications/choices/", notifications.choices, name="notification-choices"),
    path("notifications/<int:pk>/", notifications.follow, name="notification-follow"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    re_path(
        r"^webhooks/(?P<pk>\d{1,18})/(?P<verb>test|rotate|on|remove)/$", webhooks.act, name="webhook-act"
    ),
    path("webhooks/deliveries/<int:pk>/replay/", webhooks.replay, name="webhook-replay"),
    path("sign-in/<str:token>/", signin_link.use, name="signin_link"),
]
