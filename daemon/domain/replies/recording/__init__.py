"""From what a reply says to the entries that record it."""
