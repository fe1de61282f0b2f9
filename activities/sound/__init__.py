"""Voices and the score."""
