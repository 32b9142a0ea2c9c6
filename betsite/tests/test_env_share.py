"""A share in the environment is one, or the start is refused with the reason."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from betsite import env


@pytest.mark.parametrize("value", ["0", "0.05", "0.0625", " 0.02 "])
def test_shares(monkeypatch, value):
    monkeypatch.setenv("A_SHARE", value)
    assert env.share("A_SHARE", "0.1") == value.strip()


@pytest.mark.parametrize("value", ["1", "5", "5%", "-0.1", "0.123456", "", "NaN", "0,05"])
def test_what_is_no_share_is_refused(monkeypatch, value):
    monkeypatch.setenv("A_SHARE", value)
    with pytest.raises(ImproperlyConfigured, match="A_SHARE must be a share"):
        env.share("A_SHARE", "0.1")


def test_the_default_stands_in(monkeypatch):
    monkeypatch.delenv("A_SHARE", raising=False)
    assert env.share("A_SHARE", "0.1") == "0.1"
