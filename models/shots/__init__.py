"""A shot: what is seen and heard, where it stands, its takes."""
