"""Verdicts: what holds on a day, as known at a revision, and why."""
