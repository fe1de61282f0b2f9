"""Who is in a text, where they are in it, and how they look."""
