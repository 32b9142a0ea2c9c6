"""What every chain adapter must do. One test over all of them."""

import pytest

from treasury.chain import simulated
from treasury.chain.contract import AddressInvalid, BroadcastRefused, TransferImpossible
from treasury.tests import labs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])
STRANGER = "0x00000000000000000000000000000000000000aa"
PAYEE = "0x00000000000000000000000000000000000000bb"


@pytest.fixture(params=["simulated", "evm"])
def lab(request):
    return labs.make(request.param)


def prepared(lab, *, amount_micro=5_000_000, above=None, nonce=None, recipient=PAYEE):
    chain, wallet = lab.chain, lab.signer.address
    fees = chain.fees(wallet, recipient, amount_micro, above=above)
    nonce = chain.next_nonce(wallet) if nonce is None else nonce
    unsigned = chain.build(nonce=nonce, recipient=recipient, amount_micro=amount_micro, fees=fees)
    return fees, lab.signer.sign(unsigned)


def test_the_configuration_agrees_with_the_network(lab):
    lab.chain.check()
    assert lab.chain.slug == lab.slug
    assert lab.chain.confirmations >= 1


def test_each_person_has_one_address_and_always_the_same(lab):
    one, other = lab.chain.deposit_address(1), lab.chain.deposit_address(2)
    assert one != other
    assert lab.chain.deposit_address(1) == one == one.lower()
    assert lab.chain.normalise(lab.chain.shown(one)) == one


@pytest.mark.parametrize("text", ["", "0x12", "bc1qar0", "0x" + "g" * 40, "0x" + "0" * 40])
def test_what_is_no_address_is_refused(lab, text):
    with pytest.raises(AddressInvalid):
        lab.chain.normalise(text)


def test_a_typing_error_in_a_mixed_case_address_is_found(lab):
    good = lab.chain.shown(lab.chain.deposit_address(1))
    letter = next(place for place, sign in enumerate(good) if place > 1 and sign.isalpha())
    wrong = good[:letter] + good[letter].swapcase() + good[letter + 1 :]
    with pytest.raises(AddressInvalid, match="checksum"):
        lab.chain.normalise(wrong)


def test_transfers_to_us_are_found_and_no_others(lab):
    mine = lab.chain.deposit_address(7)
    first = lab.chain.head() + 1
    tx_hash = lab.pay(mine, 12_345_678)
    lab.pay(STRANGER, 1_000_000)
    (found,) = lab.chain.transfers(first=first, last=lab.chain.head(), recipients=[mine])
    assert (found.tx_hash, found.recipient, found.amount_micro) == (tx_hash, mine, 12_345_678)
    assert found.tx_hash == found.tx_hash.lower()
    assert first <= found.block_number <= lab.chain.head()
    assert lab.chain.transfers(first=found.block_number + 1, last=lab.chain.head(), recipients=[mine]) == []
    assert lab.chain.balance(mine) == 12_345_678


def test_nothing_is_found_for_nobody(lab):
    assert lab.chain.transfers(first=0, last=lab.chain.head(), recipients=[]) == []


def test_a_block_that_is_gone_takes_its_transfers_along(lab):
    mine = lab.chain.deposit_address(7)
    mark, first = lab.mark(), lab.chain.head() + 1
    lab.pay(mine, 1_000_000)
    lab.reorganise(mark)
    lab.mine(2)
    assert lab.chain.transfers(first=first, last=lab.chain.head(), recipients=[mine]) == []
    assert lab.chain.balance(mine) == 0


def test_a_payment_goes_from_signature_to_receipt(lab):
    lab.pay(lab.signer.address, 9_000_000)
    _, signed = prepared(lab)
    assert lab.chain.receipt(signed.tx_hash) is None
    lab.chain.broadcast(signed.raw)
    lab.mine()
    receipt = lab.chain.receipt(signed.tx_hash)
    assert receipt.is_ok
    assert (receipt.paid.recipient, receipt.paid.amount_micro) == (PAYEE, 5_000_000)
    assert receipt.fee_wei > 0
    assert lab.chain.balance(PAYEE) == 5_000_000
    assert lab.chain.balance(lab.signer.address) == 4_000_000


def test_signing_twice_gives_the_same_bytes(lab):
    lab.pay(lab.signer.address, 9_000_000)
    assert prepared(lab)[1] == prepared(lab)[1]


def test_the_same_bytes_pay_once_however_often_they_are_sent(lab):
    lab.pay(lab.signer.address, 50_000_000)
    _, signed = prepared(lab)
    lab.chain.broadcast(signed.raw)
    lab.chain.broadcast(signed.raw)
    lab.mine()
    lab.chain.broadcast(signed.raw)
    lab.mine()
    assert lab.chain.balance(PAYEE) == 5_000_000


def test_nonces_count_what_waits_and_settle_with_depth(lab):
    lab.pay(lab.signer.address, 9_000_000)
    wallet, before = lab.signer.address, lab.chain.next_nonce(lab.signer.address)
    lab.hold_back()
    lab.chain.broadcast(prepared(lab)[1].raw)
    assert lab.chain.next_nonce(wallet) == before + 1
    lab.let_go()
    assert lab.chain.settled_nonce(wallet) == before
    lab.mine(lab.chain.confirmations)
    assert lab.chain.settled_nonce(wallet) == before + 1


def test_a_replacement_offers_more_under_the_same_number(lab):
    lab.pay(lab.signer.address, 50_000_000)
    lab.hold_back()
    fees, first = prepared(lab)
    lab.chain.broadcast(first.raw)
    nonce = lab.chain.next_nonce(lab.signer.address) - 1
    more, second = prepared(lab, above=fees, nonce=nonce)
    assert more.max_fee_wei * 10 >= fees.max_fee_wei * 11
    assert more.priority_fee_wei * 10 >= fees.priority_fee_wei * 11
    assert second.tx_hash != first.tx_hash
    lab.chain.broadcast(second.raw)
    lab.let_go()
    lab.mine()
    receipts = [lab.chain.receipt(one.tx_hash) for one in (first, second)]
    assert receipts[0] is None
    assert receipts[1].is_ok
    assert lab.chain.balance(PAYEE) == 5_000_000


def test_what_the_treasury_does_not_have_it_does_not_sign_away(lab):
    with pytest.raises(TransferImpossible):
        lab.chain.fees(lab.signer.address, PAYEE, 1_000_000)


def test_bytes_that_are_no_transaction_are_refused(lab):
    with pytest.raises(BroadcastRefused):
        lab.chain.broadcast("0x1234")


def test_the_simulated_network_is_the_same_every_time():
    assert simulated.TOKEN != simulated.HOT_WALLET
    lab = labs.make("simulated")
    head, made = lab.chain.head(), lab.pay(PAYEE, 5)
    lab.reorganise(head)
    assert simulated.arrive(PAYEE, 5) == made
