"""Cells: what a spreadsheet would compute is text, and everything else is left alone."""

import pytest

from registry.surfaces.spreadsheets import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_what_a_spreadsheet_would_compute_is_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "TikTok", "1=1", "2024-01-01", "é", " -"])
def test_everything_else_is_left_alone(cell):
    assert harmless(cell) == cell
