"""The publication counter and its digest chain."""
