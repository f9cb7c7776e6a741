"""Which letter carries which matters, and how many a person gets."""
