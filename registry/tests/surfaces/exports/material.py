"""Material for the tests of a format: what stands in a channel, made up without a database, hostile names included."""

from datetime import date

from hypothesis import strategies as st

from registry.catalogue.identifiers import windows_publisher_hash
from registry.models import Organisation
from registry.surfaces.exports.format import Export, Format
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.standing import Ground, Identifier, Standing
from registry.surfaces.feed.channel import Channel
from registry.terms import BaselineRole, DeviceClass, IdentifierKind, Outcome, Rule
from registry.tests.surfaces.exports.histories import VERSIONED, value_of

ORIGIN = "https://aval.example"
SIGNER = "CN=Example, O=Example, C=FR"

HOSTILE = (
    "L’“application” d'un « guillemet »",
    "{{DeviceName}} ${HOME} $FLEET_VAR_HOST %(name)s",
    "'; DROP TABLE apps; -- \" OR 1=1",
    "<script>]]>&amp;<!-- -->",
    "`rm -rf /` $(reboot) | tee; \\",
    "first\nsecond\r\nthird\ttab",
    "\u202egnirts\u202c \u200b\ufeff \u0130",
    "Раураl аррӏе",  # homographs
    "=cmd|' /C calc'!A1",
    "a" * 2_000,
)
"""Names as nobody would write them, though somebody may."""


def channel_of(device: DeviceClass, revision: int = 7) -> Channel:
    """Return a channel that no database knows."""
    return Channel(
        organisation=Organisation(slug="culture", name_fr=HOSTILE[0], name_en=HOSTILE[2]),
        device_class=device,
        revision=revision,
        digest="d" * 64,
        day=date(2026, 11, 24),
        ends_on=None,
        successor=None,
    )


def standing(
    slug: str, outcome: Outcome | None, *identifiers: Identifier, role: BaselineRole | None = None, name: str = ""
) -> Standing:
    """Return an application on which something stands."""
    return Standing(
        slug=slug,
        outcome=outcome,
        name={"fr": name or slug, "en": name or slug},
        identifiers=identifiers,
        role=role,
        authority={"fr": "L’État", "en": "The State"},
        effective_on=date(2023, 3, 24),
        page=f"{ORIGIN}/a/{slug}?organisation=culture&device=professional_phone",
    )


def export(format_: Format, mode: Mode, *standings: Standing, before: tuple[Standing, ...] | None = None) -> Export:
    """Return what a file of a format is written from."""
    channel = channel_of(format_.devices[0])
    rule = Rule.DENY if mode == Mode.DEFAULT_DENY else Rule.ALLOW
    then = None if before is None else format_.select(Ground(channel, rule, before), mode)
    address = f"{ORIGIN}/api/v1/organisations/culture/exports/{format_.name}/?device={channel.device_class}&mode={mode}"
    return Export(format_.select(Ground(channel, rule, standings), mode), ORIGIN, address, then)


def written(format_: Format, mode: Mode, *standings: Standing) -> bytes:
    """Return a file that is not refused."""
    made = export(format_, mode, *standings)
    assert refusal(format_, made.selection) is None
    return format_.write(made)


def identifier(kind: IdentifierKind, number: int, minimum: str = "") -> Identifier:
    """Return an identifier of a kind: another one for each number."""
    signer = SIGNER if kind == IdentifierKind.WINDOWS_PACKAGE_NAME else ""
    return Identifier(kind, value_of(kind, number), minimum, signer)


@st.composite
def standings(draw: st.DrawFn, format_: Format) -> tuple[Standing, ...]:
    """Draw what may stand in a channel: any outcome, any identifiers, hostile names; each required role is there."""
    count, number = draw(st.integers(0, 12)), 0
    drawn = []
    kinds = sorted(format_.kinds)
    roles = [*sorted(format_.required), *[None] * count]
    for at, role in enumerate(roles):
        outcome = draw(st.sampled_from(Outcome)) if role is None else Outcome.APPROVED
        identifiers = []
        for kind in kinds if role else draw(st.lists(st.sampled_from(kinds), max_size=4)):
            number += 1
            minimum = ""
            if outcome == Outcome.CONDITIONAL and kind in VERSIONED and draw(st.booleans()):
                minimum = str(draw(st.integers(1, 2_000_000))) if kind == "android_package" else f"{number}.0"
            one = identifier(kind, number, minimum)
            identifiers.append(one)
            if one.signer and IdentifierKind.WINDOWS_PACKAGE_FAMILY in kinds:
                family = f"{one.value}_{windows_publisher_hash(one.signer)}"
                identifiers.append(Identifier(IdentifierKind.WINDOWS_PACKAGE_FAMILY, family, minimum, one.signer))
        drawn.append(standing(f"app-{at}", outcome, *identifiers, role=role, name=draw(st.sampled_from(HOSTILE))))
    return tuple(drawn)
