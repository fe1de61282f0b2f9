"""A story: its stages, how models write it, how it is divided, whose trained looks it has."""
