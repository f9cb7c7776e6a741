"""gather -> decide -> commit."""
