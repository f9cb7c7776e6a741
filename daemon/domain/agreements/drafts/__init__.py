"""What the words of a draft leave open, and the one question that is asked about it."""
