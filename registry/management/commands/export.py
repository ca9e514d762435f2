"""`manage.py export`: lays the files for device management into a folder, for whoever cannot fetch them."""

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override
from tqdm import tqdm

from registry.management.export_files import REFUSED, Wanted, export_to, in_being
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.loaded import Loaded
from registry.surfaces.exports.modes import Mode
from registry.terms import DeviceClass


class Command(BaseCommand):
    """Writes each file and its report whole, leaves alone what is unchanged, and exits 1 where any was refused."""

    help = (
        "Writes the files for device management into a folder, each with its report beside it. A file that is"
        " unchanged is not touched; one that is refused is named, leaves the one that is there, and makes it exit 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to, and which files."""
        parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder, made where it is not")
        parser.add_argument(
            "--origin", default=settings.PUBLIC_URL, help="what addresses begin with (default: PUBLIC_URL)"
        )
        parser.add_argument(
            "--organisation", action="append", metavar="SLUG", help="by default each that has not ended"
        )
        parser.add_argument("--device", action="append", choices=DeviceClass.values, help="by default each")
        parser.add_argument(
            "--format", action="append", choices=list(FORMATS), help="by default each that can be written here"
        )
        parser.add_argument("--mode", choices=Mode.values, help="by default as the organisation's default rule says")
        parser.add_argument(
            "--since", type=Loaded.read, metavar="STATE", help="what devices have, for formats that tell what changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, name what is refused, and count."""
        wanted = _wanted(options)
        counted: Counter[str] = Counter()
        bar = tqdm(wanted.channels(), unit="channel", disable=None, leave=False, file=self.stderr)
        with override("en"), bar as channels:
            for channel in channels:
                try:
                    for name, what, why in export_to(options["to"], wanted, channel):
                        counted[what] += 1
                        if what == REFUSED:
                            self.stderr.write(f"{name} is refused, and what is there stays: {why}")
                except OSError as error:
                    raise CommandError(f"Nothing more could be written: {error}") from error
        self.stdout.write(", ".join(f"{number} {what}" for what, number in sorted(counted.items())) or "no file")
        if counted[REFUSED]:
            raise CommandError(f"{counted[REFUSED]} refused: see above.")


def _ready() -> list[str]:
    """Return the formats that this site can write: one without its certificate is refused only where it is named."""
    return [name for name, one in FORMATS.items() if one.lacks() is None]


def _wanted(options: dict[str, Any]) -> Wanted:
    """Return what is asked for; refuse what gives no file."""
    origin = options["origin"].rstrip("/")
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
        raise CommandError("Say what addresses begin with: --origin https://aval.example, or PUBLIC_URL.")
    wanted = Wanted(
        origin=origin,
        organisations=options["organisation"] or in_being(),
        devices=[DeviceClass(one) for one in options["device"] or DeviceClass.values],
        formats=[FORMATS[one] for one in options["format"] or _ready()],
        mode=Mode(options["mode"]) if options["mode"] else None,
        since=options["since"],
        named=bool(options["format"]),
    )
    if wanted.organisations and not wanted.channels():
        raise CommandError("None of these formats serves these devices.")
    if wanted.since is not None and not any(one.needs_before for one in wanted.formats):
        raise CommandError("None of these formats tells what changed: leave --since out.")
    return wanted
