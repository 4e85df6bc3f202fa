"""The rows: tables, the one writer, and what is read back. The only place with SQL."""
