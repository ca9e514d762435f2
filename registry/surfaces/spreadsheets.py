"""Spreadsheets: what is to be heeded in a file that one may open."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would compute (OWASP, CSV injection); the wide ones count in East Asia."""


def harmless(cell: str) -> str:
    """Return a cell as text that no spreadsheet computes: an apostrophe before what begins as a formula does."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
