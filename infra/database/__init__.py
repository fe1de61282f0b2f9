"""The database: where it is, its tables, their migrations, what its errors mean."""
