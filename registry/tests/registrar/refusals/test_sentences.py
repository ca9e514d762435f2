"""The tables name every rule that the database holds, and no sentence is the database's own."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import BaseConstraint
from django.utils import translation

from registry.tests.registrar.refusals import (
    test_baselines,
    test_catalogue,
    test_decisions,
    test_derogations,
    test_trees,
)

TABLES = (
    *test_trees.PLACES,
    *test_trees.ROOT,
    *test_trees.ENDS,
    *test_decisions.DECISIONS,
    *test_decisions.MINIMUM_VERSIONS,
    *test_decisions.WITHDRAWALS,
    *test_derogations.TABLE,
    *test_catalogue.ENTRIES,
    *test_catalogue.IDENTIFIERS,
    *test_catalogue.BASELINES,
    *test_catalogue.ANNOUNCEMENTS,
    *test_baselines.PROHIBITIONS,
    *test_baselines.ENTRIES,
)

SAID_BEFORE = {
    "decision_covers_known_devices",
    "member_holds_a_role_once",
    "rejection_says_why",
    "request_closed_says_how_and_when_and_by_whom",
}
"""Constraints that the validation of a field, a form or a step comes before, with a sentence of its own."""

ONLY_BY_THE_CODE_ITSELF = {
    # What a field's choices, a form, the registrar's numbering or `settle` give: nothing that a person enters reaches
    # them.
    "announcement_is_published_whole",
    "announcement_kind_is_known",
    "baseline_is_retired_after_it_is_known",
    "baseline_role_is_known",
    "channel_is_confirmed_once_for_a_day",
    "closing_says_who_and_when",
    "comment_says_something",
    "confirmation_device_is_known",
    "edit_makes_a_version",
    "decision_outcome_is_known",
    "default_rule_allows_denies_or_inherits",
    "hour_counts_a_sender_once",
    "identifier_is_retired_after_it_is_known",
    "identifier_kind_is_known",
    "member_role_is_known",
    "one_verdict_holds_at_a_time",
    "only_its_author_withdraws_a_proposal",
    "proposal_says_why",
    "proposal_state_is_known",
    "provenance_is_known",
    "publisher_identifier_is_retired_after_it_is_known",
    "published_proposal_has_its_revision",
    "publisher_identifier_kind_is_known",
    "quote_fidelity_is_known",
    "reason_fate_is_known",
    "reason_has_one_place",
    "request_is_for_a_known_device",
    "request_names_what_it_wants",
    "request_taken_up_says_who_and_when",
    "revision_counts_from_one",
    "revision_says_why",
    "ruling_set_aside_says_by_which",
    "stance_is_known",
    "submission_is_in_a_known_language",
    "submission_says_the_need",
    "submission_says_who_and_when",
    "verdict_device_is_known",
    "verdict_holds_on_some_day",
    "verdict_is_known_for_a_while",
    "verdict_outcome_is_known",
}


def constraints() -> Iterator[BaseConstraint]:
    for model in apps.get_app_config("registry").get_models():
        yield from model._meta.constraints


def test_every_rule_of_the_database_that_a_person_can_break_has_a_row() -> None:
    told = {row.values[2] for row in TABLES}
    with translation.override("en"):
        silent = {rule.name for rule in constraints() if str(rule.violation_error_message) not in told}
    assert silent == SAID_BEFORE | ONLY_BY_THE_CODE_ITSELF


def test_every_rule_that_a_person_can_break_has_a_sentence_of_its_own() -> None:
    mute = {rule.name for rule in constraints() if rule.violation_error_message == rule.default_violation_error_message}
    assert mute == ONLY_BY_THE_CODE_ITSELF


def test_no_sentence_is_the_databases_own() -> None:
    for _bad, _field, told in (row.values for row in TABLES):
        assert told.endswith(".")
        assert "violate" not in told
        assert "onstraint" not in told
