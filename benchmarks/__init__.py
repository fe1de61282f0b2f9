"""What measures Longtake: run by hand, results in RESULTS.md."""
