"""The cut: how a film is delivered, its cut list at measured lengths, its timeline."""
