"""`make slow-phone`: what a slow phone waits for, printed and never asserted.

The processor four times slower, 400 ms to and fro, 400 kbit/s: what Lighthouse called "slow 3G", nothing cached.
"""

from typing import Any

from playwright.sync_api import Browser

from browser.site import chromium, demonstration

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
TIMES_SLOWER = 4
WALKS = 3
ADDRESSES = ["", "applications/?q=tiktok", "applications/tiktok/?organisation=culture"]
WAITED = """
() => new Promise(resolve => {
    const told = {shifted: 0, largest: 0};
    new PerformanceObserver(list => list.getEntries().forEach(one => { told.shifted += one.value }))
        .observe({type: 'layout-shift', buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(one => { told.largest = one.startTime }))
        .observe({type: 'largest-contentful-paint', buffered: true});
    setTimeout(() => {
        told.first = performance.getEntriesByName('first-contentful-paint')[0].startTime;
        told.loaded = performance.getEntriesByType('navigation')[0].loadEventEnd;
        resolve(told);
    }, 2000);
})
"""


def waited(browser: Browser, address: str) -> dict[str, Any]:
    """Return when a page painted first, its largest part, and was there, in ms; and how far its parts moved."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    page.goto(address, wait_until="load")
    told: dict[str, Any] = page.evaluate(WAITED)
    context.close()
    return told


def main() -> None:
    """Print the middle of a few walks for each page."""
    with demonstration() as site, chromium() as browser:
        for address in ADDRESSES:
            walks = [waited(browser, f"{site.address}/fr/{address}") for _walk in range(WALKS)]
            middle = {name: sorted(walk[name] for walk in walks)[WALKS // 2] for name in walks[0]}
            print(
                f"/fr/{address}: first paint {middle['first']:.0f} ms, largest {middle['largest']:.0f} ms,"
                f" loaded {middle['loaded']:.0f} ms, moved {middle['shifted']:.3f}"
            )


if __name__ == "__main__":
    main()
