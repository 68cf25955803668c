"""The queue of work, the processes that work on it, and whether all is well."""
