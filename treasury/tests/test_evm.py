"""What is particular to Ethereum: keys, checksums, the pinned token, fees, and nodes that do not answer."""

from dataclasses import replace

import pytest

from treasury.chain import addresses, xpub
from treasury.chain.contract import (
    AddressInvalid,
    ChainMisconfigured,
    ChainUnavailable,
    FeesTooHigh,
)
from treasury.tests.evm_lab import XPUB, EvmLab

# BIP-32's own test vectors 1 and 2, the steps that need no private key.
VECTORS = [
    (
        "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw",
        1,
        "xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ",
    ),
    (
        "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB",
        0,
        "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH",
    ),
]
DEVELOPMENT = [
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
]
EIP_55 = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]
PAYEE = "0x00000000000000000000000000000000000000bb"


@pytest.fixture
def lab():
    return EvmLab()


@pytest.mark.parametrize(("parent", "index", "child"), VECTORS)
def test_the_vectors_of_bip_32_come_out(parent, index, child):
    assert xpub.parse(parent).encoded() == parent
    assert xpub.parse(parent).child(index).encoded() == child


def test_the_addresses_are_those_every_wallet_derives(lab):
    assert [lab.chain.shown(lab.chain.deposit_address(number)) for number in range(3)] == DEVELOPMENT


@pytest.mark.parametrize("index", [-1, 2**31])
def test_a_hardened_child_needs_the_private_key(index):
    with pytest.raises(ValueError, match="2\\^31"):
        xpub.parse(XPUB).child(index)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
            "PRIVATE",
        ),
        (XPUB[:-1] + "Q", "checksum"),
        ("xpub0", "letter"),
        (XPUB * 2, "too long"),
        ("", "checksum"),
    ],
)
def test_what_is_no_extended_public_key_is_refused(text, why):
    with pytest.raises(ValueError, match=why):
        xpub.parse(text)


@pytest.mark.parametrize("address", EIP_55)
def test_the_checksums_of_eip_55_come_out(address):
    assert addresses.with_checksum(address.lower()) == addresses.with_checksum(address)
    assert addresses.normalise(address) == address.lower()
    if address[2:] not in (address[2:].upper(), address[2:].lower()):
        assert addresses.with_checksum(address) == address
        with pytest.raises(AddressInvalid):
            addresses.normalise("0x" + address[2:].swapcase())


def test_a_token_of_the_same_name_is_not_the_token(lab):
    """Vector TV-8: an imposter's Transfer log to our address."""
    mine = lab.chain.deposit_address(1)
    imposter = lab.deploy(6)
    lab.pay(mine, 1_000_000_000, token=imposter)
    assert lab.chain.transfers(first=0, last=lab.chain.head(), recipients=[mine]) == []


def test_two_transfers_of_one_transaction_are_two(lab):
    mine = lab.chain.deposit_address(1)
    lab.pay(lab.rich, 10_000_000)
    to = lab.web3.to_checksum_address(mine)
    lab.token.functions.pay_twice(to, 5_000_000).transact({"from": lab.rich})
    found = lab.chain.transfers(first=0, last=lab.chain.head(), recipients=[mine])
    assert [(one.log_index, one.amount_micro) for one in found] == [(0, 5_000_000), (1, 5_000_000)]
    assert len({one.tx_hash for one in found}) == 1


def test_a_token_of_eighteen_decimals_is_not_read_as_one_of_six():
    lab = EvmLab(decimals=18)
    lab.chain.check()
    mine = lab.chain.deposit_address(1)
    lab.pay(mine, 2_500_000)
    assert lab.chain.balance(mine) == 2_500_000
    (found,) = lab.chain.transfers(first=0, last=lab.chain.head(), recipients=[mine])
    assert found.amount_micro == 2_500_000
    with pytest.raises(ChainMisconfigured, match="18 decimals"):
        replace(lab.chain, decimals=6).check()


def test_another_chain_or_no_token_is_noticed(lab):
    with pytest.raises(ChainMisconfigured, match="chain"):
        replace(lab.chain, chain_id=1).check()
    with pytest.raises(ChainMisconfigured, match="no token"):
        replace(lab.chain, token=PAYEE).check()


def test_fees_above_the_cap_are_not_paid(lab):
    lab.pay(lab.signer.address, 5_000_000)
    with pytest.raises(FeesTooHigh):
        replace(lab.chain, most_fee_wei=1).fees(lab.signer.address, PAYEE, 1_000_000)
    fees = replace(lab.chain, most_fee_wei=2 * 10**9).fees(lab.signer.address, PAYEE, 1_000_000)
    assert fees.max_fee_wei <= 2 * 10**9
    with pytest.raises(FeesTooHigh):
        replace(lab.chain, most_fee_wei=2 * 10**9).fees(lab.signer.address, PAYEE, 1, above=fees)


def test_a_node_that_is_down_is_unavailable_and_not_empty(lab):
    lab.provider.is_down = True
    for question in (
        lab.chain.head,
        lab.chain.check,
        lambda: lab.chain.transfers(first=0, last=1, recipients=[PAYEE]),
        lambda: lab.chain.receipt("0x" + "11" * 32),
        lambda: lab.chain.next_nonce(lab.signer.address),
        lambda: lab.chain.broadcast("0x02"),
        lambda: lab.chain.balance(PAYEE),
    ):
        with pytest.raises(ChainUnavailable):
            question()
