"""A film on its way: what is asked for, who may decide, where it stands, what it was told."""
