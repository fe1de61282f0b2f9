"""The front door: the command line, the service that any door asks, and the client that talks to Temporal."""
