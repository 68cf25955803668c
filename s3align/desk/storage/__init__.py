"""The database with its tables, the files beside it, search, backup, and the end of a case."""
