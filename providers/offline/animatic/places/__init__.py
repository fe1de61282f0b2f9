"""Where a frame plays: skies, landscapes, rooms."""
