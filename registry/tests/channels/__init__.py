"""Tests of the signed channels."""
