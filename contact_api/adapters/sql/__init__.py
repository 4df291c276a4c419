"""PostgreSQL: the truth. Tables, migrations and the store behind the use cases."""
