"""Tests of the client and of the conformance vectors."""
