"""The rules of axe-core, run on a page as it is shown."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # nothing of ours comes from elsewhere
    "rules": {name: {"enabled": True} for name in ("target-size", "focus-order-semantics", "p-as-heading")},
}
"""Every rule that axe-core runs by itself, the one of WCAG 2.2, and two of the RGAA that it calls experimental."""

OF_COLOURS = OPTIONS | {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that a scheme of colours alone can break: it changes nothing else, which a test holds."""

BROKEN = """
async options => (await axe.run(options)).violations
    .flatMap(rule => rule.nodes.map(node => `${rule.id} at ${node.target}: ${node.failureSummary}`))
"""


def broken(page: Page, *, colours_alone: bool = False) -> list[str]:
    """Return each element that breaks a rule, with the rule and how to mend it."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(BROKEN, OF_COLOURS if colours_alone else OPTIONS)
    return found
