"""The conformance vectors: ours passes them all, and a naive client fails where it should."""

import ast
import base64
import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from aval_client import EXITS, Client
from jsonschema import ValidationError

from clients.tests.naive import NaiveClient
from clients.tests.stories import CASES, VECTORS, case, steps
from registry.tests.surfaces.feed.shaped import check

OF_GROUP = {"good": 27, "heads": 40, "keys": 17, "blobs": 29}
"""How many stories there are at the least."""

GOES_ON = ("updated", "unchanged", "mirror_behind", "moved")


@pytest.mark.parametrize("name", CASES)
def test_ours_ends_every_story_as_it_should(name, tmp_path) -> None:
    story = case(name)
    for step, source, clock in steps(name, tmp_path):
        client = Client(
            [str(source)],
            story["channel"],
            tmp_path / "state.json",
            story["root"],
            allow_demo_key=step.get("allow_demo_key", False),
            now=lambda clock=clock: clock,
            sleep=lambda seconds: pytest.fail("A folder is not asked twice."),
        )
        before = client.store.read()
        outcome = client.sync()
        kept = client.store.read()
        state = {"seq": kept.head["seq"], "state_digest": kept.digest} if kept.head else None
        assert (outcome.code, state) == (step["expect"]["code"], step["expect"]["state"]), outcome.message
        if outcome.exit not in (0, 5):
            assert (kept.head, kept.records) == (before.head, before.records)
            assert "kept" in outcome.message or outcome.code == "expired"


def failed_by_the_naive(name: str, to: Path) -> bool:
    client = NaiveClient(case(name)["channel"])
    for step, source, _clock in steps(name, to):
        code = client.sync(source)
        goes_on = code in ("updated", "unchanged")
        if goes_on != (step["expect"]["code"] in GOES_ON) or client.state != step["expect"]["state"]:
            return True
    return False


def test_a_naive_client_fails_where_it_should(tmp_path) -> None:
    failed = {name for name in CASES if failed_by_the_naive(name, tmp_path / name)}
    assert failed == set(Path(__file__).with_name("naive_fails.txt").read_text().split())


def test_there_are_stories_of_every_kind_and_each_outcome_is_told() -> None:
    told = [case(name) for name in CASES]
    assert all(sum(one["group"] == group for one in told) >= least for group, least in OF_GROUP.items())
    codes = {step["expect"]["code"] for one in told for step in one["steps"]}
    assert codes == EXITS.keys() - {"no_copy"}


def test_the_documents_count_the_stories_and_what_the_naive_client_fails() -> None:
    failed = len(Path(__file__).with_name("naive_fails.txt").read_text().split())
    told = (VECTORS / "README.md").read_text()
    assert told.startswith(f"# Conformance vectors\n\n{len(CASES)} stories by which")
    assert f"fails {failed} of them" in told
    assert f"and {len(CASES)} stories to test yours with" in (VECTORS.parent.parent / "docs" / "feed.md").read_text()


def test_the_vectors_are_what_their_script_makes_and_nothing_lies_beside_them(tmp_path) -> None:
    subprocess.run([sys.executable, "-B", VECTORS / "make.py", tmp_path], check=True, timeout=60)
    for folder in ("cases", "objects"):
        made = {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        assert {path.name: path.read_bytes() for path in (VECTORS / folder).iterdir()} == made


def test_the_vectors_are_small() -> None:
    assert sum(path.stat().st_size for path in VECTORS.rglob("*") if "__pycache__" not in path.parts) < 1_000_000


def test_an_object_is_named_by_its_digest() -> None:
    for path in (VECTORS / "objects").iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.name)


@pytest.mark.parametrize("name", [name for name in CASES if case(name)["group"] == "good"])
def test_what_is_served_in_good_stories_is_what_the_schemas_say(name) -> None:
    def payload(raw: bytes):
        document = json.loads(raw)
        check("jws", document)
        return json.loads(base64.urlsafe_b64decode(document["payload"] + "==="))

    letter = name != "unknown-members"
    for step in case(name)["steps"]:
        for path, kept in step["files"].items():
            raw = (VECTORS / kept).read_bytes()
            if path.startswith("keys"):
                check("keys", payload(raw))
            elif path.endswith("head.json"):
                check("head", payload(raw), to_the_letter=letter)
            else:
                kind = "full" if "/full-" in path else "delta"
                check(kind, json.loads(gzip.decompress(raw)), to_the_letter=letter)


def test_the_schemas_find_what_a_head_must_not_name() -> None:
    with pytest.raises(ValidationError):
        check("head", {"schema": "aval-feed-head/1"})


def test_the_client_reads_as_python_3_9() -> None:
    source = (VECTORS.parent / "aval_client.py").read_text()
    ast.parse(source, feature_version=(3, 9))
