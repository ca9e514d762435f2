"""How pages keep their form: nobody scrolls sideways, nothing is cut off, what is touched is large enough."""

import pytest

from browser.pages import DEAD_ENDS, LANGUAGES, PAGES, WIDTHS

SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }
"""
"""WCAG 2.2, 1.4.12."""

CUT_OFF = """
() => [...document.querySelectorAll('main *, header *, footer *')]
    .filter(one => one.checkVisibility() && !one.closest('.unseen, svg'))
    .filter(one => getComputedStyle(one).overflowX !== 'visible')
    .filter(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    .map(one => one.outerHTML.slice(0, 120))
"""
"""What holds more than it shows."""

SMALL = """
() => [...document.querySelectorAll('button, select, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), '
        + 'summary, .button, .way, .chip, textarea')]
    .filter(one => one.checkVisibility() && !one.closest('.unseen'))
    .map(one => [one.outerHTML.slice(0, 100), one.getBoundingClientRect().height])
    .filter(([_, height]) => height < 44)
"""
"""What is touched and lower than 44 pixels (look.md; WCAG 2.2, 2.5.8 asks for 24)."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_every_width_and_the_browser_has_nothing_to_complain_of(window, language, address):
    shown = window(has_touch=True)
    page = shown.page
    assert page.goto(f"/{language}/{address}").status == 200
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        shown.assert_sound()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("address", PAGES)
def test_wider_spacing_of_text_loses_nothing(window, address):
    shown = window(320, bypass_csp=True)
    page = shown.page
    page.goto(f"/fr/{address}")
    page.add_style_tag(content=SPACING)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    shown.assert_sound()
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("address", "status"), DEAD_ENDS.items())
def test_a_dead_end_fits_too(window, language, address, status):
    phone = window(320)
    assert phone.page.goto(f"/{language}/{address}").status == status
    (told,) = phone.complaints
    assert f"status of {status}" in told, "the page itself is what is missing, and nothing that it brings"
    phone.complaints.clear()
    phone.assert_sound()


@pytest.mark.parametrize(
    "address",
    ["", "applications/", "applications/tiktok/?organisation=culture", "announcements/", "compare/", "requests/"],
)
def test_forced_colours_keep_shapes_edges_and_focus(window, address):
    shown = window(forced_colors="active")
    page = shown.page
    page.goto(f"/fr/{address}")
    shown.assert_sound()
    shown.walk()
    invisible = page.evaluate("""() => [...document.querySelectorAll('svg.glyph *')].filter(one => {
        const style = getComputedStyle(one);
        return style.fill === style.stroke && style.fill === getComputedStyle(document.body).backgroundColor;
    }).length""")
    assert invisible == 0
