"""Who may rule and about what: organisations, publishers, categories, applications and their identifiers."""
