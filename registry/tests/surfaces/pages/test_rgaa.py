"""The audit of accessibility: whole, true to its paper, and the statement counts what it holds."""

import re
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from registry.surfaces.pages.owed import counts_sentence, standing_sentence
from registry.surfaces.pages.rgaa import THEMES, Audit, Result, Standing, audit

ROOT = Path(settings.BASE_DIR)
IN_EACH_THEME = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
"""How many criteria the RGAA 4.1.2 has in each of its themes."""

ABSENT = {
    "frames, media and drawing surfaces": r"<(iframe|frame|object|embed|video|audio|canvas|map|marquee|blink)\b",
    "windows that open": r"\starget=|window\.open",
    "shortcuts of one key": r"accesskey",
    "image tests": r"captcha",
    "motion and gestures": r"devicemotion|deviceorientation|touchmove",
    "an orientation that is asked for": r"orientation:\s*(portrait|landscape)",
    "what moves": r"@keyframes|\banimation:(?! none)|animation-name",
    "what acts when the pointer goes down": r"pointerdown|touchstart|mousedown(?![^\n]*=> event\.preventDefault\(\)\))",
    "what appears on hover alone": r":hover[^{,]*[{,][^}]*(display|visibility|content):",
}


def sources():
    """Return the templates, sheets and scripts of the pages; those of the administration were not audited."""
    found = [*ROOT.glob("templates/*.html"), *ROOT.glob("templates/pa*/**/*.html"), *ROOT.glob("static/aval/*.*s")]
    return [path for path in found if path.name not in ("admin.css", "trail.css")]


def judged(results):
    """Return an audit in which the first criteria came out so."""
    criteria = audit().criteria
    return Audit(tuple(replace(one, result=Result(result)) for one, result in zip(criteria, results, strict=False)))


def test_the_grid_holds_106_criteria_in_13_themes():
    criteria = audit().criteria
    expected = [f"{theme}.{at}" for theme, count in enumerate(IN_EACH_THEME, 1) for at in range(1, count + 1)]
    assert [one.number for one in criteria] == expected
    assert (len(criteria), len(THEMES)) == (106, 13)
    assert [len(criteria) for _number, _name, criteria, _count in audit().by_theme] == IN_EACH_THEME
    assert sum(vars(audit().count).values()) == 106


def test_every_criterion_has_a_name_in_each_language_and_every_judgement_its_reason():
    criteria = audit().criteria
    for names in ({one.name_en for one in criteria}, {one.name_fr for one in criteria}):
        assert len(names) == 106
        assert all(len(name) > 10 for name in names)
    assert [one.number for one in criteria if one.result != Result.TO_CHECK and not one.how] == []
    assert [
        one.number
        for one in criteria
        if re.search(r"[^\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}][:;!?%]|'", one.name_fr)
    ] == []


def test_every_test_that_is_named_exists():
    known = {path.stem for folder in ("registry", "portal", "browser") for path in ROOT.glob(f"{folder}/**/test_*.py")}
    named = {name for one in audit().criteria for name in re.findall(r"\btest_\w+", one.how)}
    assert named - known == set()
    assert len(named) > 4


@pytest.mark.parametrize("what", ABSENT)
def test_what_does_not_apply_is_nowhere(what):
    assert len(sources()) > 40
    assert [path.name for path in sources() if re.search(ABSENT[what], path.read_text(), re.IGNORECASE)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_statement_counts_the_grid(get, language):
    markup = get(f"/{language}/accessibility/")
    with translation.override(language):
        assert standing_sentence(audit()) in markup.text
        assert counts_sentence(audit()) in markup.text
        assert all(f"{one.number} {one.name}" in markup.text for one in audit().criteria)
        for result in Result:
            cells = markup.text.count(f" {result.label} ")
            assert cells == sum(one.result == result for one in audit().criteria), result
        assert str(audit().standing.label) in markup.text
    assert f"{audit().count.to_check} " in markup.text


@pytest.mark.parametrize(
    ("results", "rate", "standing"),
    [
        pytest.param(["C", "C", "NA"], 100, Standing.FULL, id="all hold"),
        pytest.param(["C", "C", "?"], 100, Standing.NONE, id="one waits for a person"),
        pytest.param(["C", "NC", "NA"], 50, Standing.PARTIAL, id="half hold"),
        pytest.param(["C", "NC", "NC"], 33, Standing.NONE, id="less than half hold"),
        pytest.param(["C"] * 105 + ["NC"], 99, Standing.PARTIAL, id="all but one hold"),
        pytest.param(["NA"], 0, Standing.NONE, id="nothing was judged"),
    ],
)
def test_what_the_site_says_of_itself_follows_from_the_grid(results, rate, standing):
    found = judged(results)
    assert (found.rate, found.standing) == (rate, standing)
    with translation.override("en"):
        assert ("no person has judged" in standing_sentence(found)) == ("?" in results)


def test_the_foot_of_a_page_says_it_where_no_view_of_ours_shows_the_page_too(rf):
    from django.views.csrf import csrf_failure

    with translation.override("en"):
        html = csrf_failure(rf.post("/admin/")).content.decode()
        assert f">{audit().standing.label}</a>" in html


def test_the_paper_is_written_from_the_grid():
    paper = runpy.run_path(str(ROOT / "docs" / "accessibility.py"))
    written = (ROOT / "docs" / "accessibility.md").read_text().partition(paper["MARK"])[2]
    assert written == "\n" + paper["grid"](), "python docs/accessibility.py"
