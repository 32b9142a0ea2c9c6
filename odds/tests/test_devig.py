"""manage.py devig."""

import json

import pytest
from django.core.management import CommandError, call_command

from odds.tests.test_novig import FOOTBALL, REFERENCE, written


def devig(capsys, *arguments):
    call_command("devig", *arguments)
    return capsys.readouterr().out


@pytest.mark.parametrize(("odds", "method", "chances", "parameter"), REFERENCE)
def test_json_for_programs(capsys, odds, method, chances, parameter):
    told = json.loads(devig(capsys, *[f"{each:.24f}" for each in odds], "--method", method, "--json"))
    assert told["method"] == method
    assert written(told["probabilities"]) == chances
    assert parameter is None or f"{told['parameter']:.6f}" == parameter


def test_the_margin_and_every_format(capsys):
    told = json.loads(devig(capsys, "8/5", "+140", "4.3", "--method", "multiplicative", "--json"))
    assert f"{told['margin']:.6f}" == "0.033840"
    assert (
        told["probabilities"]
        == json.loads(devig(capsys, *map(str, FOOTBALL), "--method", "multiplicative", "--json"))[
            "probabilities"
        ]
    )


def test_text_for_people(capsys):
    told = devig(capsys, "1.5", "2.74", "--method", "shin")
    assert "Shin: margin 3.1630%" in told
    assert "0.650852" in told


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["2.6", "2.4"], "no margin"),
        (["1.0", "2.4"], "above one"),
        (["nan", "2.4"], "2.60"),
        (["1.01", "1.01", "900", "--method", "additive"], "not between 0 and 1"),
        (["1.1", "1.2", "1.3", "--method", "shin", "--winners", "2"], "one winner"),
        (["1.1"], "more outcomes than winners"),
    ],
)
def test_what_a_guard_refuses_is_said_and_fails(arguments, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("devig", *arguments, "--json")
