"""The ledger of a channel: from which states deltas are offered, and what they bury."""

from random import Random

import pytest

from registry.channels.ledger import Ledger
from registry.channels.lines import Lines, line
from registry.channels.radius import radius
from registry.reach.limits import Radius

DAY = 20_781


def records(**of: tuple[int, str]) -> Lines:
    """Return the lines of some records, each of a `rev` and a status."""
    return Lines.of(
        {name: line({"rev": rev, "status": status, "identifiers": []}) for name, (rev, status) in of.items()}
    )


CHAT = records(chat=(1, "approved"))


def lived(days: int) -> Ledger:
    """Return the ledger of a channel that was published once a day."""
    ledger = Ledger()
    for day in range(days):
        ledger = ledger.following(CHAT, 100 + day, DAY + day)
    return ledger


def test_bases_are_the_last_few_and_then_ever_farther_apart() -> None:
    ago = [300 + 99 - base for base in lived(300).bases(DAY + 299)]
    assert ago == [1, 2, 3, 4, 8, 16, 32, 64, 90]


def test_a_channel_that_is_young_offers_what_it_has() -> None:
    assert lived(1).bases(DAY) == []
    assert lived(3).bases(DAY + 2) == [101, 100]


def test_a_tombstone_is_kept_as_long_as_a_state_that_had_the_record_is_served() -> None:
    ledger = Ledger().following(CHAT, 100, DAY).following(Lines(), 101, DAY + 1)
    assert ledger.changes([100])[100] == ([], [{"id": "chat", "rev": 101}])
    for day in range(2, 90):
        ledger = ledger.following(Lines(), 100 + day, DAY + day)
    assert ledger.tombstones
    assert not ledger.following(Lines(), 200, DAY + 100).tombstones


def test_what_comes_back_is_buried_no_longer() -> None:
    ledger = Ledger().following(CHAT, 100, DAY).following(Lines(), 101, DAY)
    back = ledger.following(records(chat=(102, "approved")), 102, DAY)
    assert not back.tombstones
    assert ledger.reaches(back, 101)


def test_a_change_without_a_rev_that_rises_is_found() -> None:
    before = Ledger().following(records(chat=(90, "approved")), 100, DAY)
    assert before.reaches(before.following(records(chat=(101, "prohibited")), 101, DAY), 100)
    assert not before.reaches(before.following(records(chat=(90, "prohibited")), 101, DAY), 100)


def test_a_ledger_is_read_as_it_was_written() -> None:
    ledger = lived(3)
    assert Ledger.read(ledger.written()) == ledger


@pytest.mark.parametrize("seed", range(40))
def test_a_device_that_had_any_state_on_offer_or_after_it_comes_to_the_present_one(seed) -> None:
    """A random life of records: each delta is applied to every state from its base on."""
    chance = Random(seed)
    ledger, now, states = Ledger(), {}, []
    for turn in range(30):
        seq, day = 100 + 3 * turn, DAY + turn
        for _ in range(chance.randrange(3)):
            name = f"app-{chance.randrange(6)}"
            if name in now and chance.random() < 0.5:
                del now[name]
            else:
                now |= records(**{name: (seq - chance.randrange(2), chance.choice(["approved", "prohibited"]))})
        ledger = ledger.following(Lines.of(now), seq, day)
        for base, (changed, gone) in ledger.changes(ledger.bases(day)).items():
            assert all(one["rev"] > base for one in gone)
            for at, state in states:
                if at >= base:
                    merged = state | {name: now[name] for name in changed}
                    for one in gone:
                        merged.pop(one["id"], None)
                    assert merged == now
        states.append((seq, dict(now)))


@pytest.mark.parametrize(
    ("turned", "dropped", "of", "is_wide"),
    [
        pytest.param(5, 1, 10, False, id="a few, whatever the share"),
        pytest.param(6, 0, 10, True, id="more than a few of a small channel"),
        pytest.param(20, 0, 1000, False, id="two in a hundred"),
        pytest.param(21, 0, 1000, True, id="more than two in a hundred"),
        pytest.param(50, 0, 10_000, False, id="fifty"),
        pytest.param(51, 0, 10_000, True, id="more than fifty"),
        pytest.param(0, 10, 1000, False, id="one in a hundred dropped"),
        pytest.param(0, 11, 1000, True, id="more than one in a hundred dropped"),
        pytest.param(0, 2, 10, True, id="two dropped of a small channel"),
    ],
)
def test_what_is_wide(turned, dropped, of, is_wide) -> None:
    assert Radius(turned, dropped, of).is_wide == is_wide


def test_what_turns_is_status_or_identifiers_and_what_is_new_does_not_count() -> None:
    one, other, listed = f"{'0' * 16}0000", f"{'1' * 16}0000", f"{'0' * 16}00a1"
    before = Lines.of(dict.fromkeys("abcd", f"1 approved {one}"))
    after = Lines.of(
        {
            "a": f"2 approved {one}",
            "b": f"2 approved {other}",
            "c": f"2 approved {listed}",
            "e": f"2 prohibited {one}",
        }
    )
    assert radius(before, after, rules=("allow", "allow")) == Radius(turned=1, dropped=1, of=4)
    assert radius(before, after, rules=("allow", "deny")) == Radius(turned=4, dropped=1, of=4)
