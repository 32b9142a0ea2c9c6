"""The client's address: a header is believed only behind a proxy of ours."""

import pytest
from django.test import RequestFactory

from web.address import address_of


def ask(peer, forwarded=None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return address_of(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("::ffff:203.0.113.7", None, "203.0.113.7"),
        ("2001:db8::1", None, "2001:db8::1"),
        ("", "198.51.100.1", None),
    ],
)
def test_without_a_proxy_nobody_names_their_own_address(settings, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = []
    assert ask(peer, forwarded) == expected


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.9", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, rubbish", "10.0.0.2"),
        ("10.0.0.2", None, "10.0.0.2"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("", "198.51.100.1", "198.51.100.1"),
    ],
)
def test_behind_a_proxy_the_last_address_that_is_no_proxys_counts(settings, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert ask(peer, forwarded) == expected
