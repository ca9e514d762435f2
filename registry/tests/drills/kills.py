"""A drill: processes that publish, and their database, are killed with -9 during publications; then it is stopped.

Run by `test_kills.py` as a program of its own, on a cluster of its own: nothing else is in reach of it.
"""

import contextlib
import os
import signal
import sys
import time
from datetime import date
from pathlib import Path
from random import Random
from uuid import uuid4

import django
import psutil

os.environ["DJANGO_SETTINGS_MODULE"] = "registry.tests.drills.settings"
django.setup()

from django.conf import settings  # noqa: E402  (Django first)
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from portal.local_postgres.cluster import cluster_at  # noqa: E402
from registry import registrar  # noqa: E402
from registry.models import Category, Organisation, Revision, Verdict  # noqa: E402
from registry.revisions.chain import breaks  # noqa: E402
from registry.terms import IdentifierKind, Outcome  # noqa: E402
from registry.tests.drills import FULL  # noqa: E402
from registry.tests.drills.stopped import stopped  # noqa: E402
from registry.tests.scene import Scene  # noqa: E402
from registry.verdicts.drift import drifts  # noqa: E402
from registry.verdicts.reading import FOR_EVER  # noqa: E402

PATIENCE = 30
SERVER, DATABASE = "the server", "the database"
STAGES = {
    # What the registrar calls just after a stage, and what is then to be found when it comes no further.
    "when its facts are entered": ("check_rows", "absent"),
    "when its verdicts are settled": ("turns_in", "absent"),
    "when its revision is written": ("Publication", "absent"),
    "when it is committed": ("", "whole"),
}
A_FEW = {SERVER: list(STAGES)[-2:], DATABASE: list(STAGES)[-1:]}
AT_RANDOM = "at random"


def main(seed: int, servers: int, databases: int) -> None:
    """Kill the server and the database at their stages, and so many more at random; look after each what is left."""
    chance = Random(seed)
    call_command("migrate", verbosity=0)
    scene = Scene()
    etat = scene.organisation("etat")
    scene.organisation("culture", etat)
    top = scene.category("recreational")
    scene.rules(etat, top)
    scene.application("first", top)  # its publisher with it
    plan = [(what, stage) for what in (SERVER, DATABASE) for stage in (STAGES if FULL else A_FEW[what])]
    at_random = [(SERVER, AT_RANDOM)] * servers + [(DATABASE, AT_RANDOM)] * databases
    for what, stage in plan + chance.sample(at_random, len(at_random)):
        acknowledged = one_life(scene, chance, what, stage)
        known = look()
        assert acknowledged <= known <= acknowledged + 1, f"{acknowledged} was acknowledged, {known} is known"
        fate = "whole" if known > acknowledged else "absent"
        tell(f"killed {what} in revision {acknowledged + 1} {stage}: {fate}")
        assert stage == AT_RANDOM or fate == STAGES[stage][1]
    for line in stopped(scene, cluster_at(settings.HOME)):
        tell(line)


def one_life(scene: Scene, chance: Random, what: str, stage: str) -> int:
    """Let a process publish until it or its database is killed; return the last revision that it saw made."""
    acknowledged = Revision.objects.latest_number()
    connections.close_all()  # a child shares no connection with us
    hearing, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hearing)
        with contextlib.suppress(BaseException):  # the database was killed under it: it ends, and says nothing more
            publish_for_ever(scene, chance, telling, stage)
        os._exit(1)
    os.close(telling)
    begun = took = 0.0
    with os.fdopen(hearing) as words:
        for line in words:
            word, number = line.split()
            if word == "done":
                acknowledged, took = int(number), time.monotonic() - begun
            elif word == "begin" and not (took and stage == AT_RANDOM and chance.random() < 0.5):
                begun = time.monotonic()
            else:
                time.sleep(chance.uniform(0.3, 1.2) * took if stage == AT_RANDOM else 0)  # late, where it would tear
                kill(child if what == SERVER else postmaster())
                break
        if stage != AT_RANDOM:
            kill(child)  # it halts still, where its database was killed
        acknowledged = max([acknowledged, *(int(line.split()[1]) for line in words if line.startswith("done"))])
    os.waitpid(child, 0)
    return acknowledged


def publish_for_ever(scene: Scene, chance: Random, telling: int, stage: str) -> None:
    """Publish revisions of many rows, saying so before and after each; halt in the second one at a stage."""
    number = Revision.objects.latest_number()
    halting = number + 2
    top = Category.objects.get(slug="recreational")
    organisations = list(Organisation.objects.order_by("slug"))

    def halt(*_arguments: object) -> None:
        if number == halting:
            os.write(telling, f"halt {number}\n".encode())
            time.sleep(PATIENCE)

    name, _fate = STAGES.get(stage, ("", ""))
    if name:
        goes_on = getattr(registrar, name)
        setattr(registrar, name, lambda *arguments: halt() or goes_on(*arguments))
    while True:
        number += 1
        os.write(telling, f"begin {number}\n".encode())
        category, branch = scene.new_category(f"category-{uuid4().hex}", top)
        app, place = scene.new_application(f"app-{uuid4().hex}", category)
        rulings = [
            scene.unpublished(organisation, target, outcome, date(2024, 1, 1 + chance.randrange(28)))
            for organisation in organisations
            for target, outcome in ((category, Outcome.PROHIBITED), (app, chance.choice(Outcome.values)))
        ]
        identifier = scene.new_identifier(app, IdentifierKind.IOS_BUNDLE_ID, f"fr.{app.slug}")
        scene.publish(category, branch, app, place, identifier, *rulings)
        if stage in STAGES and not name:
            halt()
        os.write(telling, f"done {number}\n".encode())


def look() -> int:
    """Look whether each revision is whole or absent, and return how many are known."""
    wait_until_alone()
    known = Revision.objects.latest_number()
    assert [*breaks()] == []
    assert [drift.in_words() for drift in drifts()] == []
    for verdict in Verdict.objects.all():
        assert verdict.revision_from <= known
        assert verdict.revision_to in (FOR_EVER, *range(known + 1))
    return known


def wait_until_alone() -> None:
    """Wait until the database has noticed who is gone: what was committed last may still be on its way."""
    deadline = time.monotonic() + PATIENCE
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.02)
    raise AssertionError("somebody is still connected")


def postmaster() -> int:
    """Return the process of the database of this drill."""
    return int((Path(settings.HOME) / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


def kill(process: int) -> None:
    """Kill a process with all below it, as a power cut would."""
    family = psutil.Process(process)
    for one in [family, *family.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGKILL)


def tell(what: str) -> None:
    """Say what happened."""
    print(what, flush=True)  # noqa: T201  (the test reads it)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
