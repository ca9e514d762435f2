"""The audit trail: who changed what, from what to what, of everything that is no append-only fact."""
