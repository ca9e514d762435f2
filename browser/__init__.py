"""The site as a browser shows it: its accessibility, its weight, its tasks by every way in, and its pictures."""
