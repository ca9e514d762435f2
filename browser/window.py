"""A window on the site: what its page looks like, and what the browser complained of."""

import re
from collections.abc import Iterator

from playwright.sync_api import ConsoleMessage, Page, Request

from browser import axe
from browser.pages import SCHEMES, WIDTHS

NARROW = 320
"""The width, in pixels, in which a page has to fit (WCAG 2.2, 1.4.10)."""

TEXTS = """
box => [box, ...box.querySelectorAll('*')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .map(one => {
        let ground = one;
        while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
        return [one.textContent.trim(), getComputedStyle(one).color, getComputedStyle(ground).backgroundColor];
    })
"""
"""The elements of a box with words of their own: the words, their colour and that of the ground behind them."""

FOCUS = """
() => {
    const reach = document.activeElement.querySelector('svg .reach');
    if (reach) return getComputedStyle(reach).stroke === 'none' ? 0 : parseFloat(getComputedStyle(reach).strokeWidth);
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
}
"""
"""How wide the outline of what has the focus is, in pixels; of a mark of the timeline, the ring around it."""

FOCUSED = "(document.activeElement.id || document.activeElement.textContent.trim()).slice(0, 60)"
"""What has the focus: its identifier, or its words."""


class Window:
    """A page of a browser; `complaints` holds what its console says, broken policies and scripts included."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked_elsewhere: list[str] = []
        self._site = site
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._see)

    def assert_silent(self) -> None:
        """Hold the browser to having nothing to complain of, and the page to what comes from the site."""
        assert self.complaints == []
        assert self.asked_elsewhere == []

    def assert_sound(self) -> None:
        """Hold the page to its window too: nobody scrolls sideways."""
        self.assert_silent()
        assert self.width <= self.page.viewport_size["width"], self.page.url

    def assert_accessible(self, state: str) -> None:
        """Hold the page to every rule of axe-core at every width, and to those of colours in the dark as well."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 844})
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                broken = axe.broken(self.page, colours_alone=scheme == "dark")
                assert not broken, "\n".join([f"{self.page.url}, {state}, {width} px, {scheme}:", *broken])
        self.page.emulate_media(color_scheme="light")

    @property
    def width(self) -> int:
        """Return how wide the page is, in pixels, what stands outside the window included."""
        return self.page.evaluate("document.scrollingElement.scrollWidth")

    @property
    def outline(self) -> float:
        """Return how wide the outline of what has the focus is, in pixels; 0 where there is none."""
        return self.page.evaluate(FOCUS)

    @property
    def focused(self) -> str:
        """Return the identifier of what has the focus, or its words."""
        return self.page.evaluate(FOCUSED)

    def tabs_to(self, goal: str, within: int = 60) -> None:
        """Press Tab until something has the focus, which shows at every stop; "Words…" is what begins with them."""
        for _stop in range(within):
            self.page.keyboard.press("Tab")
            assert self.outline >= 3, f"the focus does not show on {self.focused}"
            if self.focused == goal or (goal.endswith("…") and self.focused.startswith(goal[:-1])):
                return
        raise AssertionError(f"{goal} cannot be reached by the keyboard")

    def walk(self, most: int = 400) -> list[str]:
        """Press Tab from the first stop to the end of the page, the focus in sight at each; return the stops."""
        stops: list[str] = []
        while len(stops) < most:
            self.page.keyboard.press("Tab")
            at_the_end, outline, words = self.page.evaluate(
                f"[document.activeElement === document.body, ({FOCUS})(), {FOCUSED}]"
            )
            if at_the_end:
                return stops
            assert outline >= 3, f"the focus does not show on {words}"
            stops.append(words)
        raise AssertionError(f"{self.page.url} has no end: the keyboard is trapped, or it has more than {most} stops")

    def contrasts(self, box: str) -> Iterator[tuple[str, float]]:
        """Yield the words in a box, each with its contrast (WCAG 2.2)."""
        for words, ink, ground in self.page.locator(box).evaluate(TEXTS):
            lighter, darker = sorted((luminance(ink), luminance(ground)), reverse=True)
            yield words, (lighter + 0.05) / (darker + 0.05)

    def ground(self) -> float:
        """Return the relative luminance of the page, from black 0 to white 1."""
        return luminance(self.page.evaluate("getComputedStyle(document.body).backgroundColor"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self._site}/", "data:")):
            self.asked_elsewhere.append(request.url)


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of an opaque colour as the browser writes it."""
    channels = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour)
    assert channels, f"{colour} is not opaque"
    red, green, blue = (linear(int(channel) / 255) for channel in channels.groups())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    """Return how much light a channel of a colour gives."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
