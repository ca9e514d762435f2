"""What holds for every format: the same state gives the same bytes, and names never reach where they act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.tests.surfaces.exports.material import export, standings
from registry.tests.surfaces.exports.readers import READERS

SILENT = ("unfit_value", "no_signer", "conflicting_identifiers", "not_enforced")


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
def test_a_file_read_back_says_what_was_to_be_said_whatever_the_names(name, data) -> None:
    format_ = FORMATS[name]
    mode = data.draw(st.sampled_from(format_.modes))
    drawn = data.draw(standings(format_))
    before = data.draw(standings(format_)) if format_.needs_before else None
    made = export(format_, mode, *drawn, before=before)
    if refusal(format_, made.selection):
        return
    raw = format_.write(made)
    assert raw == format_.write(made)
    said, chosen = READERS[name](raw), made.selection
    denied = {(item.identifier.kind, item.identifier.value) for item in chosen.denied}
    allowed = {(item.identifier.kind, item.identifier.value) for item in chosen.allowed}
    if format_.needs_before:
        return
    if mode == Mode.DEFAULT_ALLOW:
        assert said.denied == denied
    else:
        assert said.denied <= denied
        assert said.allowed | said.available == allowed
