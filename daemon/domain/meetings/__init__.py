"""Calendar events, and which of them are 1:1s."""
