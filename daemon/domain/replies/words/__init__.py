"""Words, numbers and dates of ten languages, cut into tokens."""
