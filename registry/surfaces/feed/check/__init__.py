"""Check: what holds for that which is installed, asked by identifiers or by prefixes of their hashes."""
