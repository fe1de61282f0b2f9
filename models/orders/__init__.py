"""What is ordered of whom: the cast, requests and orders, and the assets that come of them."""
