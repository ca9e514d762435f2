"""Tests of the project: start, database roles, headers, packaging."""
