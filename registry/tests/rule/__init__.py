"""The proof of the rule: its table, a sentence a row, and its property, against a slow oracle."""
