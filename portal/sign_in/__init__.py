"""Signing in: who may enter the administration, by what, and for how long."""
