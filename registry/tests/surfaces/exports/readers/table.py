"""What the CSV says: validated by Frictionless against its Table Schema, and read by Python."""

import csv
from functools import cache
from io import StringIO

from frictionless import Resource, Schema

from registry.surfaces.exports.table_schema import table_schema
from registry.tests.surfaces.exports.readers.said import Said


@cache
def schema() -> Schema:
    return Schema.from_descriptor(table_schema())


def said(raw: bytes) -> Said:
    report = Resource(raw, format="csv", schema=schema()).validate()
    assert report.valid, report.flatten(["type", "note"])
    found = Said(set(), set(), {})
    for row in rows(raw):
        if row["identifier"]:
            named = row["identifier_kind"], row["identifier"]
            if row["enforcement"] == "deny":
                found.denied.add(named)
            elif row["enforcement"] == "allow":
                found.allowed.add(named)
            if row["min_version"]:
                found.minima[named] = row["min_version"]
    return found


def rows(raw: bytes) -> list[dict[str, str]]:
    """Return the lines as they were meant: without the apostrophe that keeps a text from being computed."""
    lines = csv.DictReader(StringIO(raw.decode(), newline=""), strict=True)
    assert lines.fieldnames == [field.name for field in schema().fields]
    return [{name: cell.removeprefix("'") for name, cell in line.items()} for line in lines]
