"""What was made: kept once, found again, counted, thrown away when nobody needs it. It knows nothing of Temporal."""
