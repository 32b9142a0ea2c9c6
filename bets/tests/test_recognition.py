"""What is recognised from the words of exports; the corpus (bets/tests/corpus) says what a person would."""

from collections import Counter

import pytest

from bets.abbreviations import SHORT, SPORT_OF_LEAGUE, short_names
from bets.free_text import read_text
from bets.kinds import KINDS, market_kind, own_kind
from bets.recognition import Words, recognise, slug_of_sport
from bets.seeds import MARKETS, SPORTS
from bets.sides import Sides, sides_within, split_event
from bets.sports import LEAGUES
from bets.teams import TEAMS, aliases, sport_of_team
from bets.tests.corpus import WANTED, cases

LEAST_SHARE = {
    "sport": 0.98,
    "competition": 0.97,
    "home": 0.97,
    "away": 0.97,
    "kind": 0.97,
    "structure": 0.97,
    "live": 1,
}
LEAST_OF_UNSEEN = {
    "sport": 0.85,
    "competition": 0.85,
    "home": 0.85,
    "away": 0.85,
    "kind": 0.75,
    "structure": 0.9,
    "live": 1,
}


def test_the_corpus_has_every_style_and_enough_of_each():
    styles = Counter(case.style for case in cases())
    assert sum(styles.values()) >= 300
    assert min(styles.values()) >= 15, styles
    assert len(styles) >= 11


@pytest.mark.parametrize("style", sorted({case.style for case in cases()}))
def test_the_share_of_each_style_that_is_recognised(style):
    told = [case for case in cases() if case.style == style]
    wrong: dict[str, list[str]] = {name: [] for name in WANTED}
    for case in told:
        found = case.found
        for name in WANTED:
            is_own_kind = name == "kind" and not case.wanted[name] and found[name] not in KINDS
            if found[name] != case.wanted[name] and not is_own_kind:
                wrong[name].append(f"{name}: {found[name]!r} instead of {case.wanted[name]!r} in {case.line}")
    shares = {name: 1 - len(lines) / len(told) for name, lines in wrong.items()}
    print(
        f"{style}: {len(told)} texts, " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    )
    least = LEAST_OF_UNSEEN if style == "unseen" else LEAST_SHARE
    for name, share in shares.items():
        assert share >= least[name], "\n".join(wrong[name])


def test_what_no_word_tells_is_not_guessed():
    found = recognise(Words(event="Foo Bar v Baz Qux", market="Zorbing", selection="Foo Bar"))
    assert (found.sport, found.competition) == (None, None)
    assert (found.home, found.away) == ("Foo Bar", "Baz Qux")
    assert recognise(Words()) == recognise(Words(event="", selection=""))
    assert recognise(Words()).kind is None


def test_short_names_are_another_team_in_another_league():
    words = Words(event="PHI @ DAL")
    assert recognise(words._replace(competition="NFL")).home == "Dallas Cowboys"
    assert recognise(words._replace(competition="nhl")).home == "Dallas Stars"
    assert recognise(words._replace(competition="NBA")).away == "Philadelphia 76ers"


@pytest.mark.parametrize(
    ("said", "sport", "name"),
    [
        ("DAL Cowboys", "american-football", "Dallas Cowboys"),
        ("CHI White Sox", "baseball", "Chicago White Sox"),
        ("NY Rangers", "ice-hockey", "New York Rangers"),
        ("TEX Rangers", "baseball", "Texas Rangers"),
        ("SF Giants", "baseball", "San Francisco Giants"),
        ("NY Giants", "american-football", "New York Giants"),
        ("POR Trail Blazers", "basketball", "Portland Trail Blazers"),
        ("VGS Golden Knights", "ice-hockey", "Vegas Golden Knights"),
        ("SF 49ers", "american-football", "San Francisco 49ers"),
        ("PHI 76ers", "basketball", "Philadelphia 76ers"),
    ],
)
def test_a_short_town_and_a_nickname_are_a_team(said, sport, name):
    assert recognise(Words(selection=f"{said} -3.5", market="Spread")).sport == sport
    found = recognise(Words(event=f"Foo Bar @ {said}"))
    assert (found.sport, found.home, found.away) == (sport, name, "Foo Bar")


def test_short_names_that_several_leagues_have_tell_no_sport():
    found = recognise(Words(event="PHI @ DAL"))
    assert (found.sport, found.home, found.away) == (None, "DAL", "PHI")


def test_football_of_an_american_league_is_american_football():
    assert recognise(Words(sport="Football", competition="NFL")).sport == "american-football"
    assert recognise(Words(sport="Football", competition="Premier League")).sport == "football"


def test_sports_are_known_in_other_languages():
    assert {slug_of_sport(name) for name in ("Soccer", "Futebol", "Foot", "Fußball")} == {"football"}
    assert slug_of_sport("Tênis") == "tennis"
    assert slug_of_sport("Corrida de Cavalos") == "horse-racing"
    assert slug_of_sport("Basketball | Ice Hockey") == "several"
    assert slug_of_sport("Pickleball") == "pickleball"


def test_at_names_the_home_side_last_and_v_first():
    assert split_event("Boston Celtics v Miami Heat") == Sides("Boston Celtics", "Miami Heat")
    assert split_event("Boston Celtics At Miami Heat") == Sides("Miami Heat", "Boston Celtics")
    assert split_event("Panamá x Croácia") == Sides("Panamá", "Croácia")


def test_what_stands_around_the_sides_is_not_part_of_them():
    assert split_event("AFL: Carlton v Essendon") == Sides("Carlton", "Essendon")
    assert split_event("Carlton v Essendon (Live)") == Sides("Carlton", "Essendon")
    assert split_event("Carlton v Essendon - Round 5") == Sides("Carlton", "Essendon")


def test_a_race_and_a_dash_between_strangers_are_no_sides():
    assert split_event("Flemington - R7 Race") == Sides()
    assert split_event("Golf - The Masters") == Sides()
    assert split_event("Lens - Lyon") == Sides("Lens", "Lyon")


def test_a_game_is_found_at_the_end_of_a_sentence():
    assert sides_within("Over 2.5 Al Horford Threes LAC at POR", "basketball") == Sides("POR", "LAC")
    assert sides_within("Looking at the moon", "") == Sides()


def test_a_market_we_do_not_know_is_its_own_kind_without_its_numbers():
    assert market_kind("Zorbing Style 3.5") is None
    assert own_kind("Zorbing Style 3.5") == own_kind("Zorbing Style 4.5")
    assert own_kind("  +1.5 ") is None


def test_every_kind_and_sport_we_name_is_in_the_shared_catalogue():
    assert KINDS.keys() == {slug for slug, _ in MARKETS}
    assert {kind.name for kind in KINDS.values()} == {name for _, name in MARKETS}
    slugs = {slug for slug, _ in SPORTS}
    assert {sport for _, sport, _ in LEAGUES} <= slugs
    assert TEAMS.keys() <= slugs


def test_every_short_name_is_of_a_team_we_know():
    for league in SHORT:
        known = set(aliases(SPORT_OF_LEAGUE[league]).values())
        assert set(short_names(league).values()) <= known, league


def test_a_team_has_one_sport():
    assert sport_of_team()["boston celtics"] == "basketball"
    assert sport_of_team()["nottm forest"] == "football"
    assert "giants" not in sport_of_team()


def test_a_summary_in_lines_is_parted():
    assert read_text("Carlton v Essendon\n Line\nCarlton (-6.5) @ 1.90") == Words(
        event="Carlton v Essendon", market="Line", selection="Carlton (-6.5) @ 1.90"
    )


def test_a_slashed_text_is_parted_by_its_sport():
    assert read_text("Soccer / A v B : Match Odds") == Words(
        sport="Soccer", event="A v B", market="Match Odds"
    )
    assert read_text("A vs B / Full-time result") == Words(event="A vs B", market="Full-time result")
    assert read_text("") == Words()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", " | ", " / ", ":", "v", " v ", "@ @ @", "x" * 10_000, "\x00", "١٢٣ v ٤٥٦"]
)
def test_no_text_is_too_odd(text):
    for words in (read_text(text), Words(text, text, text, text, text)):
        found = recognise(words)
        assert found == recognise(words)
        assert found.sport is None or found.sport == slug_of_sport(found.sport)
