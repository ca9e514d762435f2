"""Prefixes of hashes: a client tells the first digits of a hash, and is told of all that begin with them.

So it says of what it has no more than that it is one of those that share the digits. The world's
identifiers are some ten million; four digits make 65,536 buckets of 150 each, and of a registry's 30,000 about one
bucket in three holds any. That hides what is rare, and does not hide what is guessed: whoever asks for the bucket of a
known application very probably has it. Who is to learn nothing takes the feed, and compares at home.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from registry.surfaces.feed.channel import Channel
from registry.surfaces.feed.check.matching import Match, all_identifiers
from registry.surfaces.kept import Kept

DIGITS = 4

Buckets = Mapping[str, list[tuple[str, Match]]]
"""By prefix the identifiers that share it, each with its hash."""

buckets_kept: Kept[Buckets] = Kept(1, lambda _buckets: 1)


def hash_of(kind: str, value: str) -> str:
    """Return SHA-256 in hexadecimal over the kind, a line feed and the value in its one form."""
    return hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()


def buckets(channel: Channel) -> Buckets:
    """Return the identifiers known now, by prefix. One query after each publication, else none."""
    kept = buckets_kept.get(channel.digest)
    if kept is None:
        filled = defaultdict(list)
        for match in all_identifiers():
            digest = hash_of(match.kind, match.value)
            filled[digest[:DIGITS]].append((digest, match))
        kept = {prefix: sorted(found) for prefix, found in filled.items()}
        buckets_kept.put(channel.digest, kept)
    return kept
