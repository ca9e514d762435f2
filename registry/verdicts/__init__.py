"""What holds on a day, as known at a revision: derived from the facts, read by every surface."""
