"""The one sheet of styles: contrasts, sizes, and nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = Path(settings.BASE_DIR, "static", "aval", "aval.css").read_text()
OUTCOMES = ["approved", "conditional", "prohibited", "under-review", "unlisted"]


def colours(block):
    """Return the colours that a block of the sheet names."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


LIGHT = colours(SHEET.split(":root {")[1].split("}")[0])
DARK = LIGHT | colours(SHEET.split(":root {")[2].split("}")[0])


def luminance(colour):
    """Return the relative luminance of WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast of WCAG 2.2 between two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])
class TestContrasts:
    @pytest.mark.parametrize("outcome", OUTCOMES)
    def test_a_card_reads_at_seven_to_one(self, scheme, outcome):
        ground = scheme[f"{outcome}-ground"]
        assert contrast(scheme[outcome], ground) >= 7
        assert contrast(scheme["ink"], ground) >= 7

    @pytest.mark.parametrize("outcome", OUTCOMES)
    def test_a_badge_reads_on_paper_and_on_the_marked_row(self, scheme, outcome):
        assert contrast(scheme[outcome], scheme["paper"]) >= 7
        assert contrast(scheme[outcome], scheme["accent-ground"]) >= 4.5

    @pytest.mark.parametrize("ground", ["ground", "paper", "sunk", "accent-ground"])
    def test_text_and_links_read_everywhere(self, scheme, ground):
        for text in ("ink", "soft", "accent"):
            assert contrast(scheme[text], scheme[ground]) >= 4.5, text

    def test_a_button_reads_and_edges_and_focus_are_seen(self, scheme):
        assert contrast(scheme["on-accent"], scheme["accent"]) >= 4.5
        for ground in ("ground", "paper"):
            assert contrast(scheme["edge"], scheme[ground]) >= 3
            assert contrast(scheme["focus"], scheme[ground]) >= 3


def test_the_sheet_is_small_and_brings_nothing_from_elsewhere():
    assert len(SHEET.encode()) <= 25_000
    assert not re.search(r"url\(|@import|@font-face|data:|https?://", SHEET.replace('[href^="http"]', ""))


def test_text_is_never_under_seven_eighths_of_a_rem():
    sizes = [float(size) for size in re.findall(r"(?:--t\d|font-size): ([\d.]+)rem", SHEET)]
    assert min(sizes) >= 0.875


def test_focus_is_three_pixels_wide_and_never_taken_away_from_what_is_worked_with():
    assert ":focus-visible { outline: 3px solid" in SHEET
    assert re.findall(r"^(.*)\{ outline: 0; \}", SHEET, re.MULTILINE) == ["main:focus "]
