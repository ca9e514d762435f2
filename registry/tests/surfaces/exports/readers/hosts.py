"""What a hosts file says: the first name of a line, as hosts(5) reads it; `www` alone may follow."""

from registry.tests.surfaces.exports.readers.said import Said


def lines(raw: bytes) -> list[tuple[str, list[str]]]:
    """Return the address and the names of each line."""
    read = [line.partition("#")[0].split() for line in raw.decode("ascii").split("\n")]
    return [(one[0], one[1:]) for one in read if one]


def said(raw: bytes) -> Said:
    by_version: dict[str, set[tuple[str, str]]] = {"0.0.0.0": set(), "::": set()}
    for address, names in lines(raw):
        assert names[1:] in ([], [f"www.{names[0]}"])
        by_version[address].add(("dns_domain", names[0]))
    assert by_version["::"] == by_version["0.0.0.0"]
    return Said(by_version["::"])
