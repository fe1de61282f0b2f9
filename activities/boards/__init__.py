"""Keyframes, and the storyboard sheet that a person approves.

Not here: the gate (`workflows/gates/gate.py`) and whoever draws a keyframe (`providers/`).
"""
