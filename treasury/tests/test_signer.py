"""The signer's process: the only one that knows the key, and harmless when it is killed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from betsite import keyless
from betsite.supervisor import Child, Supervisor
from treasury import running
from treasury.chain.signing import KEY_FILE, from_file
from treasury.models import SignedTransaction, Withdrawal
from treasury.tests.evm_lab import HOT_KEY
from treasury.tests.money import MICRO, PAYEE, again, ask, balances, give, whole

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    path = tmp_path / "key"
    path.write_text(HOT_KEY.hex())
    path.chmod(0o600)
    monkeypatch.setenv(KEY_FILE, str(path))
    return path


@pytest.mark.thorough
def test_killed_between_broadcast_and_record_it_pays_once(simulated_lab, alice, cluster):
    """kill -9 when the network has the bytes and the database does not know: run again, compare chain and journal."""
    give(simulated_lab, alice, 100)
    simulated_lab.pay(simulated_lab.signer.address, 500 * MICRO)
    asked = ask(alice, 20)
    code = (
        "import os, django; from django.conf import settings; django.setup();"
        "settings.CHAIN_ADAPTER = 'treasury.tests.dying.adapter';"
        "from django.core.management import call_command; call_command('signer', once=True)"
    )
    environment = {**os.environ, **cluster.environment()}
    for _ in range(3):
        child = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            cwd=configured.BASE_DIR,
            capture_output=True,
            timeout=120,
        )
        assert child.returncode == -9, child.stderr.decode()
        assert again(asked).state == "signed"
    assert balances(alice)["held"] == 20 * MICRO
    simulated_lab.mine(simulated_lab.chain.confirmations)
    call_command("signer", once=True)
    running.pay()
    assert again(asked).state == "confirmed"
    assert SignedTransaction.objects.using("staff").count() == 1
    assert simulated_lab.chain.balance(PAYEE) == 20 * MICRO
    assert balances()["chain"] == -80 * MICRO
    assert simulated_lab.chain.balance(simulated_lab.signer.address) == 480 * MICRO
    assert set(whole().values()) == {0}


def test_the_key_is_read_from_its_file_and_signs(evm_lab, alice, key_file, settings):
    settings.CHAIN_SIGNER = "treasury.chain.signing.from_file"
    give(evm_lab, alice, 100)
    evm_lab.pay(evm_lab.signer.address, 500 * MICRO)
    asked = ask(alice, 20)
    call_command("signer", once=True)
    assert again(asked).state == "broadcast"


def test_another_wallets_key_signs_nothing(evm_lab, key_file, settings):
    settings.CHAIN_SIGNER = "treasury.chain.signing.from_file"
    key_file.write_text("11" * 32)
    with pytest.raises(CommandError, match="configured hot wallet"):
        call_command("signer", once=True)


@pytest.mark.parametrize(("content", "mode"), [("12", 0o600), ("zz" * 32, 0o600), (HOT_KEY.hex(), 0o644)])
def test_a_key_file_that_is_wrong_or_open_to_others_is_refused(key_file, content, mode):
    key_file.write_text(content)
    key_file.chmod(mode)
    with pytest.raises(ImproperlyConfigured) as refused:
        from_file()
    assert HOT_KEY.hex() not in str(refused.value)


def test_the_key_shows_in_no_representation(key_file):
    signer = from_file()
    assert HOT_KEY.hex() not in repr(signer) + str(signer)


@pytest.mark.parametrize("name", keyless.KEY_NAMES)
@pytest.mark.parametrize("module", ["betsite.wsgi", "betsite.asgi"])
def test_a_web_process_that_could_read_the_key_does_not_start(cluster, name, module):
    environment = {**os.environ, **cluster.environment(), name: "/somewhere/key"}
    child = subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        env=environment,
        cwd=configured.BASE_DIR,
        capture_output=True,
        timeout=120,
    )
    assert child.returncode != 0
    assert f"{name} is set for a web process" in child.stderr.decode()


def test_the_supervisor_keeps_the_key_from_all_but_the_signer(monkeypatch, tmp_path):
    monkeypatch.setenv(KEY_FILE, "/somewhere/key")
    command = [sys.executable, "-c", f"import os; print(os.environ.get('{KEY_FILE}'))"]
    children = [
        Child("web", command, tmp_path / "web.log"),
        Child("signer", command, tmp_path / "signer.log", knows_key=True),
    ]
    supervisor = Supervisor(children, print)
    supervisor.start()
    for child in children:
        child.process.wait(timeout=30)
    assert (tmp_path / "web.log").read_text().strip() == "None"
    assert (tmp_path / "signer.log").read_text().strip() == "/somewhere/key"


@pytest.mark.thorough
def test_a_page_loads_neither_the_key_nor_web3(cluster):
    code = (
        "import django, sys; django.setup(); import betsite.urls;"
        "assert not {'web3', 'eth_account', 'treasury.chain.signing'} & set(sys.modules), 'loaded'"
    )
    child = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **cluster.environment()},
        cwd=configured.BASE_DIR,
        capture_output=True,
        timeout=120,
    )
    assert child.returncode == 0, child.stderr.decode()


def test_the_commands_deposit_and_withdraw(simulated_lab, alice, capsys):
    call_command("deposit", alice.email, "250", confirm=True)
    assert "credited" in capsys.readouterr().out
    call_command("deposit", alice.email, "1")
    number = capsys.readouterr().out.split()[1].rstrip(":")
    call_command("confirm_deposit", int(number))
    assert "credited" in capsys.readouterr().out
    call_command("scan_chain")
    assert balances(alice)["wallet"] == 251 * MICRO
    call_command("withdraw", alice.email, "50", PAYEE)
    assert Withdrawal.objects.using("staff").get().state == "approved"
    with pytest.raises(CommandError, match="less than that"):
        call_command("withdraw", alice.email, "1000", PAYEE)


def test_nothing_is_simulated_in_production(simulated_lab, alice, settings):
    settings.CHAIN_ADAPTER = "treasury.chain.configured.from_settings"
    settings.CHAIN = {"kind": "simulated"}
    settings.DEBUG, settings.SIMULATED_CHAIN_ALLOWED = False, False
    with pytest.raises(CommandError, match="not to be had in production"):
        call_command("deposit", alice.email, "250")
    assert running.scan() is None
    assert running.pay() == 0
