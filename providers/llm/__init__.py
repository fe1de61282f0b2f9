"""Who writes the story."""
