"""What a person typed, and what is quote, signature or furniture around it."""
