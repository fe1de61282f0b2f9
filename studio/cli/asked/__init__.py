"""What is asked for: flags and files become the request of a film, or one sentence about what cannot be used."""
