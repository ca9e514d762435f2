"""What the headers of a feed say: of which publication it is, in which languages, and how long it may be kept."""

from datetime import date, datetime, time, timedelta

from django.http import HttpResponseBase
from django.utils import timezone

HEAD_HEADER = "Aval-Revision-Digest"
"""The digest of the last publication that a feed knows: whoever polls can pin the chain by it."""

FRESH = 60
FRESH_WHILE_REVALIDATING = 300
FRESH_ON_ERROR = 86_400


def say_state(response: HttpResponseBase, digest: str) -> None:
    """Say of which publication a feed is, and in which languages."""
    response[HEAD_HEADER] = digest
    response["Content-Language"] = "fr, en"


def cache_control(day: date, now: datetime) -> str:
    """Return how long the feed of a day may be kept: as fresh never past the midnight that ends it."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
    left = max(0, int(midnight.timestamp() - now.timestamp()))
    fresh = min(FRESH, left)
    revalidating = min(FRESH_WHILE_REVALIDATING, left - fresh)
    return f"public, max-age={fresh}, stale-while-revalidate={revalidating}, stale-if-error={FRESH_ON_ERROR}"
