"""What all providers of one vendor share: its address, its key, its client, and what its errors mean."""
