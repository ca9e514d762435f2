"""A client that merges deltas, as docs/feed-api.md tells an engineer to write one."""

import hashlib
import json
from typing import Any

from django.test import Client


class Refused(Exception):
    """The feed gives no answer for now."""


class Merging:
    """What one device knows of a channel: its records, and the cursor up to which they are read."""

    def __init__(self, organisation: str, device: str) -> None:
        self.client, self.channel = Client(), (organisation, device)
        self.feed = f"/api/v1/organisations/{organisation}/feed/?device={device}"
        self.records: dict[str, dict[str, Any]] = {}
        self.cursor, self.tag, self.seq = "", "", 0
        self.asked_with = ""
        self.default_rule = ""
        self.deltas = self.fulls = self.unchanged = 0

    def sync(self, *, loses_the_answer: bool = False) -> None:
        """Ask for what changed, take the full feed where that is said, and check what it has become."""
        response = self._ask(self.cursor)
        if response.status_code in (409, 410) and self.cursor:
            response = self._ask("")
        if response.status_code in (409, 410, 503):
            raise Refused(response.content)
        if loses_the_answer:
            return
        if response.status_code == 304:
            self.unchanged += 1
            return
        assert response.status_code == 200, response.content
        told = json.loads(response.content)
        records = self.merged(told)
        lines = sorted(f"{one['id']} {one['rev']} {one['status']}\n" for one in records.values())
        assert told["record_count"] == len(records)
        assert told["state_digest"] == hashlib.sha256("".join(lines).encode()).hexdigest()
        self.records, self.seq, self.default_rule = records, told["seq"], told["default_rule"]
        self.cursor, self.tag = told["cursor"], response["ETag"]

    def merged(self, told: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the records once an answer is merged."""
        new = {one["id"]: one for one in told["records"]}
        if told["schema"] == "aval-feed/1":
            self.fulls += 1
            return new
        assert told["schema"] == "aval-feed-delta/1"
        assert told["base"] == self.seq
        self.deltas += 1
        gone = {one["id"] for one in told["tombstones"]}
        assert not gone & new.keys()
        assert all(told["base"] < one["rev"] <= told["seq"] for one in [*told["records"], *told["tombstones"]])
        return {slug: one for slug, one in (self.records | new).items() if slug not in gone}

    def _ask(self, cursor: str) -> Any:
        headers = {"If-None-Match": self.tag} if self.tag and cursor == self.asked_with else {}
        response = self.client.get(f"{self.feed}&since={cursor}" if cursor else self.feed, headers=headers)
        self.asked_with = cursor
        return response
