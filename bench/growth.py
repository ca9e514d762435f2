"""What publishing costs at one size of the registry: a record from scratch, and a channel after one ruling."""

from datetime import date

from bench.channels import folder, published, rule
from bench.large_registry import LargeRegistry
from registry.models import Application
from registry.terms import DeviceClass


def report(registry: LargeRegistry) -> None:
    """Print it, the start of the process and the look at what is there taken off."""
    channels, number = (len(registry.ministries) + 1) * len(DeviceClass), Application.objects.count()
    with folder(registry):
        anew, idle = published(), published()
        rule(registry, [registry.applications[-1]], date.today())  # noqa: DTZ011  (any day will do)
        after = published()
    scratch, ruling = max(anew.cpu - idle.cpu, 0), max(after.cpu - idle.cpu, 0)
    print(
        f"  {number:>7} applications × {channels} channels: from scratch {scratch:.1f} s of CPU,"
        f" {scratch / number / channels * 1e6:.1f} µs a record; after a ruling on one {ruling:.2f} s,"
        f" {ruling / channels * 1000:.1f} ms a channel; {anew.megabytes:.0f} and {after.megabytes:.0f} MB at most"
    )
