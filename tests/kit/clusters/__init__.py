"""What stands before a cluster: certificates, and a proxy that wants them, or a key, and forbids what it is told to."""
