"""Requests: what agents ask to have assessed, on its way from a public form to the desk of an organisation."""
