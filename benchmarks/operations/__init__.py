"""What operators pay for what they see and keep: run by hand, results in RESULTS.md."""
