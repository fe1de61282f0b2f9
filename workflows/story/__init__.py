"""The story of a film: written stage by stage, checked, quoted."""
