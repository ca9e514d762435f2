"""Takes the pictures of the site: the gallery to look at, and those of the README.

`make screenshots` calls it. A browser's pictures differ from one machine to another, so no test compares them.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser
from tqdm import tqdm

from browser.pages import DEAD_ENDS, LANGUAGES, PAGES, SCHEMES
from browser.site import ROOT, chromium, demonstration

IMAGES = ROOT / "docs" / "images"
GALLERY = ROOT / "screenshots" / "out"
ANSWER = "/fr/applications/tiktok/?organisation=culture"
README = {
    "tiktok-phone": (ANSWER, 390, 844, 2),
    "tiktok-desktop": (ANSWER, 1280, 960, 1),
    "notices-desktop": ("/fr/announcements/", 1280, 960, 1),
}
"""The name of each picture of the README: its page, the width and height of its window, how many dots make a pixel."""

LARGEST = 150 * 1024  # bytes; a clone carries every picture that was ever committed


def take(browser: Browser, address: str, picture: Path, *, width: int, height: int, dots: int, scheme: str) -> None:
    """Take one picture: of the window where it has a height that matters, of the whole page where that is 0."""
    context = browser.new_context(
        viewport={"width": width, "height": height or 844}, device_scale_factor=dots, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=picture, full_page=not height)
    context.close()


def for_the_readme(browser: Browser, site: str) -> None:
    """Take the pictures of the README, and refuse one that is too large to commit."""
    IMAGES.mkdir(exist_ok=True)
    for name, (address, width, height, dots) in README.items():
        picture = IMAGES / f"{name}.png"
        take(browser, site + address, picture, width=width, height=height, dots=dots, scheme="light")
        if picture.stat().st_size > LARGEST:
            sys.exit(f"{picture} has {picture.stat().st_size} bytes, more than {LARGEST}: make its window smaller.")


def gallery(browser: Browser, site: str) -> None:
    """Take every page on a phone and on a desktop, in both languages, in light and in dark."""
    shutil.rmtree(GALLERY, ignore_errors=True)
    for address in tqdm([*PAGES, *DEAD_ENDS], unit="page"):
        for language in LANGUAGES:
            for width in (390, 1280):
                for scheme in SCHEMES:
                    folder = GALLERY / f"{width}-{language}-{scheme}"
                    folder.mkdir(parents=True, exist_ok=True)
                    name = re.sub(r"\W+", "-", address).strip("-") or "home"
                    take(
                        browser,
                        f"{site}/{language}/{address}",
                        folder / f"{name}.png",
                        width=width,
                        height=0,
                        dots=1,
                        scheme=scheme,
                    )


def main() -> None:
    """Take every picture."""
    with demonstration() as site, chromium() as browser:
        for_the_readme(browser, site.address)
        gallery(browser, site.address)
    print(f"The gallery is in {GALLERY.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
