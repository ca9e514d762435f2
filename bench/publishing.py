"""`python -m bench.publishing [day]`: publishes the channels of the bench's database, as on a day where one is given.

A program of its own, so that what it costs is told by the system: time, and the most memory that it ever had.
"""

import json
import os
import re
import sys
import time
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from zoneinfo import ZoneInfo

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings_test"

import django
import time_machine
from django.conf import settings

django.setup()
settings.DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
settings.FEED_FOLDER, settings.FEED_KEYS = Path(os.environ["FEED_FOLDER"]), Path(os.environ["FEED_KEYS"])

from django.core.management import call_command  # noqa: E402  (Django first)

if __name__ == "__main__":
    at = [datetime.fromisoformat(f"{day}T00:05").replace(tzinfo=ZoneInfo("Europe/Paris")) for day in sys.argv[1:]]
    with time_machine.travel(at[0]) if at else nullcontext():
        start = time.perf_counter()
        call_command("publish_feeds")
        seconds = time.perf_counter() - start
    cost = getrusage(RUSAGE_SELF)
    # The system's own ru_maxrss would count what the process that started this one had.
    (most,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    cpu = cost.ru_utime + cost.ru_stime
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": int(most) / 1024}))
