"""Drills: what goes wrong while the registry is at work, and what is left of it afterwards.

`make test` runs a short share of each; DRILL=full, which `make drill` sets, runs them at length.
"""

import os

FULL = os.environ.get("DRILL") == "full"
