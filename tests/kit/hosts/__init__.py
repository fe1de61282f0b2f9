"""Several hosts on one machine: network namespaces on a bridge of their own, cut off and healed, with clocks of their own."""
