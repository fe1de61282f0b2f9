"""What is measured on a card: models of full size with random weights, and the clocks and checks for them."""
