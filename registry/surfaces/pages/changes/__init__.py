"""What changed: each publication, what it entered and what it turned."""
