"""What the cut is measured with: clips that are made, and others who cut them."""
