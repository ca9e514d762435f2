"""`python -m browser`: runs the demonstration, then the tests that look at it in Chromium; arguments go to pytest."""

import os
import subprocess
import sys
from pathlib import Path

from browser.site import demonstration

SITE = "AVAL_SITE"


def main() -> int:
    """Run the demonstration, test it, and return what pytest returned."""
    with demonstration() as site:
        people = "\n".join(f"{name} {password}" for name, password in site.passwords.items())
        return subprocess.run(
            [sys.executable, "-m", "pytest", "--force-enable-socket", *sys.argv[1:], os.fspath(Path(__file__).parent)],
            env=os.environ | {SITE: site.address, f"{SITE}_PEOPLE": people},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
