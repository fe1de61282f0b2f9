"""Where a frame plays: skies, landscapes, rooms.

Not here: single things that a prompt names (`things/`, beside this folder).
"""
