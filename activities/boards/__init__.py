"""Keyframes and the storyboard sheet a person approves."""
