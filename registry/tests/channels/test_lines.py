"""The lines of a state: what is told of a few that change is what would be told of all of them anew."""

import hashlib
from random import Random

import pytest

from registry.channels.lines import Lines, line, mark, said

STATUSES = ("approved", "prohibited")


def one(chance: Random, rev: int) -> str:
    """Return a line of a random status, identifiers and category."""
    record = {"identifiers": [chance.randrange(3)]}
    return f"{rev} {chance.choice(STATUSES)} {mark(record, chance.choice([None, 7, 70_000]))}"


@pytest.mark.parametrize("seed", range(30))
def test_lines_that_change_come_and_go_are_those_that_are_written_anew(seed) -> None:
    chance = Random(seed)
    names = [*(f"app-{number}" for number in range(30)), *(f"app-{number}-x" for number in range(5)), "app"]
    now: dict[str, str] = {}
    lines = Lines.of(now)
    for turn in range(20):
        before, were = lines, dict(now)
        changed = {name: chance.choice([None, one(chance, turn)]) for name in chance.sample(names, chance.randrange(6))}
        now = {name: text for name, text in (now | changed).items() if text is not None}
        lines = before.replaced(changed)
        anew = Lines.of(now)
        assert dict(lines) == now
        assert (lines, lines.digest, len(lines)) == (anew, anew.digest, len(now))
        assert Lines.read(lines.written()) == lines
        turned = {name: (were.get(name), now.get(name)) for name in names if were.get(name) != now.get(name)}
        assert before.differing(lines) == Lines.of(were).differing(anew) == turned


def test_the_digest_is_over_id_rev_and_status_in_the_order_of_the_lines_as_bytes() -> None:
    record = {"rev": 7, "status": "approved", "identifiers": []}
    told = "".join(f"{name} 7 approved\n" for name in ("app", "app-2", "app2"))
    lines = Lines.of({name: line(record) for name in ("app2", "app-2", "app")})
    assert lines.digest == hashlib.sha256(told.encode()).hexdigest()
    assert Lines().digest == hashlib.sha256(b"").hexdigest()


def test_a_line_of_which_the_list_of_alternatives_is_another_says_the_same() -> None:
    record = {"identifiers": [{"kind": "android_package", "value": "com.example"}]}
    assert said(f"1 approved {mark(record, 1)}") == said(f"2 approved {mark(record, 2)}")
    assert said(f"1 approved {mark(record)}") != said(f"1 approved {mark({'identifiers': []})}")


def test_records_of_one_list_of_alternatives_are_neighbours_by_their_keys() -> None:
    record = {"rev": 1, "status": "prohibited", "identifiers": []}
    categories = {"a": 2, "b": 1, "c": 2}
    lines = Lines.of({name: f"1 prohibited {mark(record, category)}" for name, category in categories.items()})
    assert sorted("abc", key=lines.key) == ["b", "a", "c"]
    assert lines.key("no-such") is None
