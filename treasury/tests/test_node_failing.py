"""A node that fails: what is said of it, and that the work goes on."""

import pytest
import requests

from treasury import paying, running
from treasury.models import Withdrawal
from treasury.tests.money import MICRO, again, ask, give

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


def test_no_words_of_a_failure_tell_the_nodes_url(evm_lab, alice):
    """It holds the provider's key, and the owner reads the note of a withdrawal's step."""
    url = "HTTPSConnectionPool(host='node.example', port=443): Max retries exceeded with url: /v3/s3cr3t"
    give(evm_lab, alice, 50)
    evm_lab.pay(evm_lab.signer.address, 100 * MICRO)
    asked = ask(alice, 20)
    paying.sign_due(evm_lab.chain, evm_lab.signer)
    evm_lab.provider.failure = requests.ConnectionError(url)
    paying.send_due(evm_lab.chain)
    notes = list(asked.steps.using("staff").values_list("note", flat=True))
    assert "The node does not answer (ConnectionError)." in notes
    assert "s3cr3t" not in f"{notes} {again(asked).problem}"


@pytest.mark.parametrize("method", ["eth_getTransactionReceipt", "eth_blockNumber", "eth_getLogs"])
def test_a_node_that_answers_by_an_error_stops_nobody(evm_lab, alice, method):
    """A limit of the provider's, say: it is asked again later, and the round goes on."""
    give(evm_lab, alice, 50)
    evm_lab.pay(evm_lab.signer.address, 100 * MICRO)
    first, second = ask(alice, 20), ask(alice, 10)
    running.sign()
    evm_lab.provider.refuses = {method}
    running.pay()
    running.sign()
    running.scan()
    evm_lab.provider.refuses = set()
    evm_lab.mine(evm_lab.chain.confirmations)
    Withdrawal.objects.using("staff").update(next_try_at=None)
    running.pay()
    assert {again(first).state, again(second).state} == {"confirmed"}
