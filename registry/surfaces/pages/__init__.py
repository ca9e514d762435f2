"""The pages that people read, in French and in English; they only read."""
