"""The network this installation pays on, as the configuration says (settings, "Money on a chain")."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from treasury.chain.contract import Chain, ChainError, ChainMisconfigured, Signer

NEEDED = {
    "rpc_url": "BETSITE_CHAIN_RPC_URL",
    "chain_id": "BETSITE_CHAIN_ID",
    "token": "BETSITE_TOKEN_ADDRESS",
    "xpub": "BETSITE_DEPOSIT_XPUB",
    "wallet": "BETSITE_HOT_WALLET_ADDRESS",
}


class NoChain(ChainError):
    """Deposits and withdrawals are not set up here."""


class SimulationRefused(ChainError):
    """The simulated network is not to be had in production."""


def current() -> Chain:
    """The adapter. Raises NoChain, SimulationRefused or ChainMisconfigured."""
    chain: Chain = import_string(settings.CHAIN_ADAPTER)()
    return chain


def has_chain() -> bool:
    """Whether this installation pays on a network at all."""
    try:
        current()
    except ChainError:
        return False
    return True


def signer() -> Signer:
    """The holder of the private key; only the signer's process may ask."""
    found: Signer = import_string(settings.CHAIN_SIGNER)()
    return found


def from_settings() -> Chain:
    """What settings.CHAIN describes."""
    kind = settings.CHAIN["kind"]
    if kind == "simulated":
        return simulated()
    if kind == "evm":
        return evm(settings.CHAIN)
    raise NoChain


def signer_from_settings() -> Signer:
    """The key in the signer's file; the simulated network needs none."""
    if settings.CHAIN["kind"] == "simulated":
        from treasury.chain.simulated import SimulatedSigner

        simulated()
        return SimulatedSigner()
    from treasury.chain.signing import from_file

    return from_file()


def simulated() -> Chain:
    """The network in the database. Raises SimulationRefused when DEBUG is off and nothing allows it."""
    if not (settings.DEBUG or settings.SIMULATED_CHAIN_ALLOWED):
        raise SimulationRefused
    from treasury.chain.simulated import Simulated

    return Simulated()


def evm(said: dict[str, Any]) -> Chain:
    """An Ethereum-like chain. Raises ChainMisconfigured, naming the variable that is missing or wrong."""
    from treasury.chain import addresses, xpub
    from treasury.chain.evm import Evm

    for name, variable in NEEDED.items():
        if not said[name]:
            raise ChainMisconfigured(f"Set {variable}: BETSITE_CHAIN=evm needs it.")
    try:
        xpub.parse(said["xpub"])
    except ValueError as error:
        raise ChainMisconfigured(f"BETSITE_DEPOSIT_XPUB: {error}") from error
    url = said["rpc_url"]
    more = {name: said[name] for name in ("chain_id", "decimals", "xpub", "confirmations", "first_block")}
    return Evm(
        provider=lambda: _provider(url),
        token=addresses.normalise(said["token"]),
        wallet=addresses.normalise(said["wallet"]),
        most_fee_wei=said["most_fee_gwei"] * 10**9,
        currency=said["currency"],
        fee_currency=said["fee_currency"],
        name=said["name"],
        **more,
    )


def _provider(url: str) -> Any:
    from web3 import HTTPProvider

    return HTTPProvider(url, request_kwargs={"timeout": 20})
