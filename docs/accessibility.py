"""Writes the grid of docs/accessibility.md from the one that the accessibility statement counts.

`python docs/accessibility.py` calls it; a test holds the paper to the grid.
"""

import sys
from pathlib import Path

PAPER = Path(__file__).with_name("accessibility.md")
MARK = "<!-- From here on written by docs/accessibility.py from registry/surfaces/pages/rgaa.csv. -->\n"


def grid() -> str:
    """Return the counts and the grid as Markdown, a table a theme."""
    from django.utils.translation import override

    from registry.surfaces.pages.rgaa import JUDGED_ON, audit

    with override("en"):
        found = audit()
        count = found.count
        lines = [
            f"Judged on {JUDGED_ON}: {count.holds} hold (C), {count.fails} do not (NC), {count.does_not_apply} do not"
            f" apply (NA), {count.to_check} are to be checked by a person (?). Of those judged that apply,"
            f" {found.rate} % hold.",
        ]
        for number, theme, criteria, _count in found.by_theme:
            lines += ["", f"### {number}. {theme}", "", "| criterion | result | how |", "| --- | --- | --- |"]
            lines += [f"| {one.number} {one.name_en} | {one.result} | {one.how} |" for one in criteria]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the paper, all that stands before the mark kept."""
    import os

    import django

    sys.path.insert(0, str(PAPER.parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    before = PAPER.read_text(encoding="utf-8").partition(MARK)[0]
    PAPER.write_text(f"{before}{MARK}\n{grid()}", encoding="utf-8")


if __name__ == "__main__":
    main()
