"""round_source and round_close, as an operator types them."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from rounds.models import Adapter, Observation, Source
from rounds.tests.factories import nasdaq, utc
from rounds.tests.oracles.factories import sayer, told
from rounds.tests.oracles.server import Reply, serving

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])
ANN = ("--by", "ann@example.com")


@pytest.fixture(autouse=True)
def ann(moved):
    moved.to(utc("2026-03-04 21:05"))
    return sayer("ann")


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def as_json(*words):
    return json.loads(run(*words, "--json"))


def test_sources_are_added_listed_and_taken_out_of_use(ann):
    settings = {"url": "https://example.com/{session}", "value": "close", "date": "day"}
    made = as_json(
        "round_source", "add", "web", "--adapter", "http-json", "--settings-json", json.dumps(settings), *ANN
    )
    assert (made["name"], made["rank"], made["settings"]) == ("web", 2, settings)
    made = as_json("round_source", "add", "staff", "--adapter", "manual", "--rank", "9", *ANN)
    assert (made["adapter"], made["rank"]) == ("manual", 9)
    gone = as_json("round_source", "disable", "web", "--reason", "It lies.", *ANN)
    assert gone["disabled_at"].startswith("2026-03-04T21:05")
    listed = as_json("round_source", "list")["sources"]
    assert {each["name"]: each["disabled_at"] is None for each in listed} == {
        "market-data": True, "staff": True, "web": False
    }  # fmt: skip
    assert run("round_source", "list").splitlines() == [
        "market-data: market-data, rank 1",
        "staff: manual, rank 9",
        "web: http-json, rank 2, out of use since 2026-03-04 21:05 UTC",
    ]
    acts = AuditEntry.objects.using("staff").filter(actor=ann).values_list("act", "reason")
    assert sorted(acts) == [
        ("round.add_source", ""), ("round.add_source", ""), ("round.disable_source", "It lies.")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("add", "web", "--adapter", "http-json", *ANN), "It needs a url."),
        (("add", "web", "--adapter", "http-json", "--settings-json", "{", *ANN), "Expecting property name"),
        (
            ("add", "web", "--adapter", "http-json", "--settings-json", "[]", *ANN),
            "Settings are a JSON object.",
        ),
        (("add", "web", "--adapter", "dove", *ANN), "A source is manual, market-data, http-json."),
        (("add", "Web", "--adapter", "manual", *ANN), "small letters"),
        (("add", "w" * 41, "--adapter", "manual", *ANN), "up to 40 letters"),
        (("add", "web", "--adapter", "manual", "--settings-json", '{"a": 1}', *ANN), "has no settings"),
        (
            ("add", "web", "--adapter", "market-data", "--settings-json", '{"table": 1}', *ANN),
            "takes one setting",
        ),
        (("add", "market-data", "--adapter", "market-data", *ANN), "a source of this name"),
        (("add", "other", "--adapter", "market-data", "--rank", "1", *ANN), "has this rank"),
        (("add", "other", "--adapter", "market-data", "--rank", "0", *ANN), "1 or higher"),
        (("add", "web", "--adapter", "manual", "--by", "who@example.com"), "Nobody has the address"),
        (("add", "web", "--adapter", "manual", "--instrument", "dow", *ANN), "There is no instrument dow."),
        (("disable", "web", "--reason", "x", *ANN), "no source web in use"),
        (("disable", "market-data", "--reason", " ", *ANN), "Say why"),
        (("disable", "market-data", *ANN), "disable needs --reason."),
        (("add", "--by", "ann@example.com"), "add needs NAME, --adapter."),
        (("test", "web", "--session", "2026-03-04"), "no source web in use"),
    ],
)
def test_what_makes_no_source_is_refused_with_a_reason(words, reason):
    with pytest.raises(CommandError, match=reason):
        run("round_source", *words)
    assert Source.objects.using("staff").count() == 1


def test_one_manual_source_is_enough():
    run("round_source", "add", "staff", "--adapter", "manual", *ANN)
    with pytest.raises(CommandError, match="one is enough"):
        run("round_source", "add", "others", "--adapter", "manual", *ANN)


def test_a_source_is_tried_and_nothing_stored(settings):
    settings.WEBHOOK_PRIVATE_TARGETS = True
    with serving(Reply({"close": 100.01, "day": "2026-03-04"})) as server:
        what = {"url": server.url, "value": "close", "date": "day"}
        run("round_source", "add", "web", "--adapter", "http-json", "--settings-json", json.dumps(what), *ANN)
        found = as_json("round_source", "test", "web", "--session", "2026-03-04")
        assert (found["value"], found["is_dated"], found["problem"]) == ("100.01", True, None)
        found = as_json("round_source", "test", "web", "--session", "2026-03-03")
        assert (found["value"], found["problem"]) == (None, "It speaks of 2026-03-04, not of 2026-03-03.")
    assert as_json("round_source", "test", "market-data", "--session", "2026-03-04")["value"] is None
    assert "has no close of this session" in run(
        "round_source", "test", "market-data", "--session", "2026-03-04"
    )
    told("100.01")
    assert as_json("round_source", "test", "market-data", "--session", "2026-03-04")["value"] == "100.01"
    assert not Observation.objects.using("staff").exists()


def test_a_close_is_said_by_two():
    Source.objects.using("staff").create(instrument=nasdaq(), name="staff", adapter=Adapter.MANUAL, rank=2)
    sayer("ben")
    close = ("round_close", "--session", "2026-03-04", "--close")
    first = as_json(*close, "100.01", "--final", "--note", "nasdaq.com", *ANN)
    assert (first["said"], first["counts"], first["close"]) == ("100.01", False, None)
    assert "It counts when another member of staff says the same." in run(*close, "100.01", *ANN)
    second = as_json(*close, "100.01", "--by", "BEN@example.com")
    assert (second["counts"], Decimal(second["close"])) == (True, Decimal("100.01"))
    assert "Two of the staff say 100.01." in run(*close, "100.01", "--by", "ben@example.com")
    with pytest.raises(CommandError, match="A close is said in digits"):
        run(*close, "1e3", *ANN)
    with pytest.raises(CommandError, match="Nobody has the address"):
        run(*close, "100.01", "--by", "who@example.com")


def test_members_say_nothing(alice):
    Source.objects.using("staff").create(instrument=nasdaq(), name="staff", adapter=Adapter.MANUAL, rank=2)
    with pytest.raises(CommandError, match="may not do this"):
        run("round_close", "--session", "2026-03-04", "--close", "100.01", "--by", alice.email)
