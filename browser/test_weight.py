"""What a page weighs on its way to a phone, and that it stands still when it is there."""

import gzip
import urllib.request

import pytest

HEAVIEST_FIRST_PAGE = 50 * 1024
HEAVIEST_ANSWER = 20 * 1024
MOST_REQUESTS = 6

SHIFTS = """
() => new Promise(resolve => {
    let moved = 0;
    new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value }))
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => resolve(moved), 300);
})
"""


@pytest.mark.parametrize("address", ["", "applications/tiktok/?organisation=culture", "applications/?q=tiktok"])
def test_a_cold_phone_asks_little_and_nothing_moves(window, address):
    phone = window(390)
    page = phone.page
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(f"/fr/{address}", wait_until="load")
    assert page.evaluate(SHIFTS) == 0
    print(f"{address or 'home'}: {len(weights)} requests, {sum(weights):.0f} bytes")
    assert len(weights) <= MOST_REQUESTS
    assert sum(weights) <= HEAVIEST_FIRST_PAGE


def test_an_answer_is_light(site):
    address = f"{site}/fr/applications/tiktok/?organisation=culture"
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310  (our own address)
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        body = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
    assert b"Application interdite" in gzip.decompress(body)
    assert len(body) <= HEAVIEST_ANSWER
