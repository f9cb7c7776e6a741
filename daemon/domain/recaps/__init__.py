"""What a quarter came to."""
