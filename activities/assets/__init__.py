"""The library: the same recipe is made once."""
