"""The offline voice."""
