"""Both networks, as the site is configured to use them."""

from typing import Any

import pytest

from treasury.tests import labs

_now: dict[str, Any] = {}


def current():
    """settings.CHAIN_ADAPTER of a test."""
    return _now["lab"].chain


def signer():
    """settings.CHAIN_SIGNER of a test."""
    return _now["lab"].signer


def use(lab, settings):
    """Make the site pay on this network."""
    _now["lab"] = lab
    settings.CHAIN_ADAPTER = f"{__name__}.current"
    settings.CHAIN_SIGNER = f"{__name__}.signer"
    return lab


@pytest.fixture
def simulated_lab(transactional_db, settings):
    return use(labs.make("simulated"), settings)


@pytest.fixture
def evm_lab(transactional_db, settings):
    return use(labs.make("evm"), settings)


@pytest.fixture(params=["simulated", "evm"])
def each_lab(request, transactional_db, settings):
    return use(labs.make(request.param), settings)
