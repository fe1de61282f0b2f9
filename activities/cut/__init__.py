"""The finished film from its clips."""
