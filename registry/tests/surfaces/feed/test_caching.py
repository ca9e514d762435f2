"""Shared caches: what tells answers apart, and how they are compressed."""

import gzip

import pytest

from registry.surfaces.caching import Body, takes_gzip
from registry.surfaces.kept import Kept
from registry.tests.surfaces.feed.test_address import FEED, laid_feed, ministry, scene, tag  # noqa: F401  (fixtures)


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("identity", False),
        ("deflate, br", False),
        ("gzip;q=x", True),
        (",;,", False),
        ("\x00", False),
    ],
)
def test_who_takes_gzip(header, takes) -> None:
    assert takes_gzip(header) is takes


def test_the_compressed_feed_is_the_feed(client, tag) -> None:  # noqa: F811
    plain, zipped = client.get(FEED), client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert int(zipped["Content-Length"]) == len(zipped.content) < len(plain.content)
    assert "Content-Encoding" not in plain
    assert "Content-Encoding" not in client.get(FEED, headers={"Accept-Encoding": "gzip;q=0"})
    head = client.head(FEED, headers={"Accept-Encoding": "gzip"})
    assert (head.content, head["ETag"], head["Content-Encoding"]) == (b"", zipped["ETag"], "gzip")


def test_each_coding_has_a_tag_of_its_own_and_either_is_known(client, tag) -> None:  # noqa: F811
    zipped = client.get(FEED, headers={"Accept-Encoding": "gzip"})["ETag"]
    assert zipped == f'{tag[:-1]}-gzip"'
    for given in (tag, zipped, f"W/{zipped}"):
        response = client.get(FEED, headers={"If-None-Match": given, "Accept-Encoding": "gzip"})
        assert (response.status_code, response["ETag"]) == (304, zipped)
        assert "Content-Type" not in response


def test_a_cache_need_not_tell_readers_apart(client, tag) -> None:  # noqa: F811
    for headers in ({}, {"Origin": "https://elsewhere.example", "Accept-Language": "en"}, {"If-None-Match": tag}):
        response = client.get(FEED, headers=headers)
        assert response["Vary"] == "Accept-Encoding"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in response
    refused = client.get(f"{FEED}?since=1")
    assert "Accept-Language" in refused["Vary"]
    assert refused["Cache-Control"] == "no-store"


def test_a_body_is_compressed_once_and_always_to_the_same_bytes() -> None:
    body = Body(b"word " * 1000)
    assert body.compressed is body.compressed
    assert body.compressed == Body(body.plain).compressed
    assert body.compressed[4:8] == bytes(4), "no time of day in it"
    assert body.answer("tag", zipped=True)["ETag"] == '"tag-gzip"'


def test_what_is_kept_is_bounded_and_the_last_used_stays() -> None:
    kept: Kept[str] = Kept(10, len)
    kept.put("one", "1234")
    kept.put("two", "1234")
    assert kept.get("one") == "1234"
    kept.put("three", "1234")
    assert (kept.get("one"), kept.get("two"), kept.get("three")) == ("1234", None, "1234")
    kept.put("one", "12345")
    assert kept.get("three") == "1234"
    kept.put("large", "x" * 11)
    assert kept.get("large") is None
    kept.put("one", "1234")
    kept.clear()
    assert kept.get("one") is None
