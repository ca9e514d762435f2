"""The day on which a decision lapses: by itself, with the one from which it derogates, or with whoever made it."""

from django.db.models import DateField, F, Func, Value

LAST_REVISION = 2_147_483_647
"""Later than any publication: what is known now."""


class LapsesOn(Func):
    """The first day on which a decision is no longer in force, as known at a revision; NULL where none is known.

    It expires, or it is withdrawn, or its organisation ends; and a derogation lapses with the decision from
    which it derogates, that one with its own base, and so on: the earliest of all these days counts. Whether
    trees still bring the base to the derogation is not asked here: that is the rule's question.
    """

    output_field = DateField()
    template = """(
        WITH RECURSIVE asked (decision, revision) AS (SELECT %(expressions)s),
        bases (decision, base, organisation, expires_on) AS (
            SELECT one.id, one.derogates_id, one.organisation_id, one.expires_on
            FROM registry_decision one JOIN asked ON one.id = asked.decision
            UNION
            SELECT one.id, one.derogates_id, one.organisation_id, one.expires_on
            FROM registry_decision one JOIN bases ON one.id = bases.base
        )
        SELECT LEAST(
            (SELECT min(bases.expires_on) FROM bases),
            (
                SELECT min(withdrawal.ends_on) FROM bases
                JOIN registry_withdrawal withdrawal ON withdrawal.decision_id = bases.decision
                JOIN asked ON withdrawal.revision_id <= asked.revision
            ),
            (
                SELECT min(last_end.ends_on) FROM bases CROSS JOIN asked CROSS JOIN LATERAL (
                    SELECT one.ends_on FROM registry_organisationend one
                    WHERE one.organisation_id = bases.organisation AND one.revision_id <= asked.revision
                    ORDER BY one.revision_id DESC, one.place DESC LIMIT 1
                ) last_end
            )
        )
    )"""


def lapses_on(revision: int | None) -> LapsesOn:
    """Return the day on which each of some decisions lapses, as known at a revision, by default now."""
    return LapsesOn(F("pk"), Value(LAST_REVISION if revision is None else revision))
