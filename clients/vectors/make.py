#!/usr/bin/env python3
"""Write the conformance vectors anew: `python clients/vectors/make.py`. The same bytes come of it every time.

Each file in `cases/` is a story of one or more syncs. A step names the files that a source serves (their bytes lie in
`objects/`, named by their digest), the clock of the device, and what must come of it. README.md tells how to run them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

from parts import CHANNEL, Json, fingerprint
from stories_blobs import blobs
from stories_good import good
from stories_heads import heads
from stories_keys import key_rings


def main(to: Path) -> None:
    """Write every case and what it serves into a folder, in the place of what was there."""
    cases, objects = to / "cases", to / "objects"
    for folder in (cases, objects):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def kept(raw: bytes) -> str:
        """Keep the bytes of a file, and return where."""
        name = hashlib.sha256(raw).hexdigest()[:24]
        (objects / name).write_bytes(raw)
        return f"objects/{name}"

    together = [("good", good()), ("heads", heads()), ("keys", key_rings()), ("blobs", blobs())]
    for group, stories in together:
        for name, (about, steps) in stories.items():
            told = [one | {"files": {at: kept(raw) for at, raw in sorted(one["files"].items())}} for one in steps]
            case: Json = {
                "about": about,
                "group": group,
                "channel": CHANNEL,
                "root": fingerprint(1, "root-1"),
                "steps": told,
            }
            text = json.dumps(case, ensure_ascii=False, indent=1)
            (cases / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    if len(list(cases.iterdir())) != sum(len(stories) for _group, stories in together):
        raise SystemExit("Two stories have one name.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
