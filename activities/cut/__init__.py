"""The finished film from its clips: composed, its parts made, assembled.

Not here: what a cut list and a timeline are (`models/cut/`), and the tools for media (`infra/media/`).
"""
