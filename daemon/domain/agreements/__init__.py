"""What two people agree on: its terms, its life, its words."""
