"""The report for the command: decimal strings for money, numbers to six places for the rest."""

from typing import Any

from analytics.luck.assumptions import Assumptions
from analytics.luck.bankroll import PERCENTILES, Played
from analytics.luck.bootstrap import Interval
from analytics.luck.closing import ClosingLine
from analytics.luck.evidence import Evidence
from analytics.luck.named import Named
from analytics.luck.report import Report
from ledger.money import format_micro


def supposed_json(supposed: Assumptions) -> dict[str, Any]:
    return {
        "margin": str(supposed.margin),
        "closing_margin": str(supposed.closing_margin),
        "method": supposed.method,
        "bankroll": None if supposed.bankroll is None else str(supposed.bankroll),
        "rule": supposed.rule,
        "share": str(supposed.share),
        "next_bets": supposed.next_bets,
    }


def report_json(told: Report) -> dict[str, Any]:
    """One currency. Without bets enough everything that would mean nothing is null."""
    return {
        "currency": told.currency,
        "bets": told.bets,
        "left_out": told.left_out,
        "profit": format_micro(told.profit_micro),
        "turnover": format_micro(told.turnover_micro),
        "yield": _six(told.bet_yield),
        "verdict": told.verdict.headline,
        "sentences": list(told.verdict.sentences),
        **_rest(told),
    }


def _rest(report: Report) -> dict[str, Any]:
    told = report.told
    if told is None:
        return dict.fromkeys(
            ("expected_yield", "against_prices", "against_zero", "expected", "luck", "yield_interval", "edge_interval",
             "closing", "slices", "slices_said", "bankroll", "more_bets")
        )  # fmt: skip
    return {
        "expected_yield": _six(report.expected_yield),
        "against_prices": _evidence(told.picks),
        "against_zero": _evidence(told.money),
        "more_bets": report.more_bets,
        "expected": format_micro(report.expected_micro),
        "luck": {"amount": format_micro(report.luck_micro), "deviations": _six(report.luck_deviations)},
        "yield_interval": _interval(told.spread),
        "edge_interval": _interval(told.edge),
        "closing": _closing(told.closing) if told.closing else None,
        "slices": [_slice(each) for each in told.slices],
        "slices_said": told.looked_at,
        "bankroll": {
            "begins": _six(told.plan.bankroll),
            "next_bets": told.plan.next_bets,
            "without_skill": _played(told.as_fair),
            "as_seen": _played(told.as_seen),
        },
    }


def _evidence(told: Evidence) -> dict[str, Any]:
    return {
        "expected": _six(told.law.expected),
        "sigma": _six(told.law.sigma),
        "deviations": _six(told.deviations),
        "as_good": _six(told.as_good),
        "p_value": _six(told.both_ways),
        "bets_needed": told.needed,
    }


def _closing(line: ClosingLine) -> dict[str, Any]:
    return {
        "bets": line.bets,
        "coverage": _six(line.coverage),
        "price_clv": _six(line.price),
        "price_clv_by_stake": _six(line.weighted),
        "points": _six(line.points),
        "beaten": _six(line.beaten),
        "interval": [_six(line.low), _six(line.high)],
        "no_vig_clv": {each.method: _six(each.mean) for each in line.by_method},
        "p_value_one_sided": _six(line.as_good),
    }


def _slice(told: Named) -> dict[str, Any]:
    each = told.slice
    return {
        "dimension": each.dimension,
        "value": told.label,
        "bets": each.bets,
        "yield": _six(each.bet_yield),
        "expected_yield": _six(each.expected_yield),
        "p_value": _six(each.evidence.both_ways),
        "adjusted": _six(each.adjusted),
        "stands": each.stands,
    }


def _played(told: Played) -> dict[str, Any]:
    ends = told.percentiles[:, -1].tolist()
    return {
        "ruin": _six(told.ruin),
        "behind": _six(told.behind),
        "ends": {str(place): _six(end) for place, end in zip(PERCENTILES, ends, strict=True)},
    }


def _interval(told: Interval) -> list[Any]:
    return [_six(told.low), _six(told.high)]


def _six(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
