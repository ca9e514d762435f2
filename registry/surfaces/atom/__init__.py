"""Atom: the notices and the changes, for readers of feeds (RFC 4287), in each language; they only read."""
