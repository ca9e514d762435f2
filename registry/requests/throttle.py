"""Throttling: how many requests are taken within an hour, of one sender and of all, counted by the database.

All processes share the counters. No address is kept: a sender is the HMAC of an address under the server's
secret and the hour, so that of an hour gone by nothing can be told, and its rows are deleted.
"""

import ipaddress
import re
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registry.requests.models import Hour

MOST_OF_A_SENDER = 20
"""Within an hour: a ministry's agents may share one address."""

MOST_OF_ALL = 300
"""Within an hour: more is a flood, whatever sends it."""

EVERYBODY = "everybody"

COUNT = """
    INSERT INTO registry_hour (begins_at, sender, count) VALUES (%s, %s, 1)
    ON CONFLICT (begins_at, sender) DO UPDATE SET count = registry_hour.count + 1 RETURNING count
"""


class TooMany(Exception):
    """No more is taken in this hour; `until` is when the next one begins."""

    def __init__(self, until: datetime) -> None:
        """Keep when to come back."""
        super().__init__(until)
        self.until = until

    @property
    def seconds(self) -> int:
        """Return in how many seconds to come back, at least one."""
        return max(1, int((self.until - timezone.now()).total_seconds()) + 1)


def count(address: str) -> None:
    """Count one more request from an address; raise `TooMany` where it is one too many. Three queries.

    Call it in the transaction that writes the request: until it ends, others wait at the counter of all.
    """
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Hour.objects.filter(begins_at__lt=hour).delete()
    for sender, most in ((_hidden(address, hour), MOST_OF_A_SENDER), (EVERYBODY, MOST_OF_ALL)):
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [hour, sender])
            if cursor.fetchone()[0] > most:
                raise TooMany(hour + timedelta(hours=1))


def _hidden(address: str, hour: datetime) -> str:
    """Return what stands for an address within an hour; of IPv6 the network counts, of which one sender has all.

    A port is none of it, which some proxies add and every connection changes; nor is the prefix by which a
    socket that takes both kinds tells an IPv4 address: all of those would otherwise be one network.
    """
    if match := re.fullmatch(r"(?:\[(.+)\]|([0-9.]+))(?::\d+)?", address):
        address = match[1] or match[2]
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
        known = getattr(known, "ipv4_mapped", None) or known
    except ValueError:
        network = address
    else:
        network = str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else str(known)
    return salted_hmac(f"registry.requests.throttle:{hour.isoformat()}", network, algorithm="sha256").hexdigest()
