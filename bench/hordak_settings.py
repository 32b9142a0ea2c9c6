"""Django settings for django-hordak alone, in a database of its own: never part of the product."""

import os

SECRET_KEY = "a-key-for-measurements-that-protects-nothing"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("HORDAK_NAME", ""),
        "USER": os.environ.get("HORDAK_USER", ""),
        "PASSWORD": os.environ.get("HORDAK_PASSWORD", ""),
        "HOST": os.environ.get("HORDAK_HOST", ""),
        "PORT": os.environ.get("HORDAK_PORT", ""),
        "CONN_MAX_AGE": None,
    }
}
DEFAULT_CURRENCY = "AUD"
CURRENCIES = ["AUD"]
HORDAK_DECIMAL_PLACES = 6
HORDAK_MAX_DIGITS = 20
