"""The tokens keep WCAG 2.2 AA contrast in both themes, and profit and loss differ without colour vision."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text(encoding="utf-8")
PAIR = re.compile(r"(--[a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall(SHEET)}
GROUNDS = ("--surface", "--paper", "--surface-raised", "--surface-sunk", "--hover")
TEXTS = (
    "--ink",
    "--ink-soft",
    "--ink-faint",
    "--accent",
    "--accent-strong",
    "--gain",
    "--loss",
    "--warn",
    "--bad",
)
ON_WASH = [
    ("--gain", "--gain-wash"),
    ("--loss", "--loss-wash"),
    ("--warn", "--warn-wash"),
    ("--bad", "--bad-wash"),
    ("--accent-strong", "--accent-wash"),
    ("--ink", "--accent-wash"),
    ("--ink", "--bad-wash"),
    ("--ink-soft", "--neutral-wash"),
    ("--on-accent", "--accent"),
    ("--on-accent", "--accent-strong"),
]
# Linear RGB as seen without the long, middle or short cones (Machado and others 2009, severity 1.0).
BLIND = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, eye: tuple[tuple[float, ...], ...]) -> list[float]:
    return [sum(weight * part for weight, part in zip(row, linear(colour), strict=True)) for row in eye]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [(t, g) for t in TEXTS for g in GROUNDS] + ON_WASH)
def test_text_can_be_read(text, ground, theme):
    assert contrast(TOKENS[text][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("edge", ["--line-strong", "--focus"])
def test_edges_of_controls_and_the_focus_can_be_seen(edge, theme):
    for ground in ("--surface", "--paper"):
        assert contrast(TOKENS[edge][theme], TOKENS[ground][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("kind", BLIND)
def test_profit_and_loss_differ_to_every_eye(kind, theme):
    gain, loss = (
        [
            sum(weight * part for weight, part in zip(row, linear(TOKENS[name][theme]), strict=True))
            for row in BLIND[kind]
        ]
        for name in ("--gain", "--loss")
    )
    assert sum((first - second) ** 2 for first, second in zip(gain, loss, strict=True)) ** 0.5 > 0.1
