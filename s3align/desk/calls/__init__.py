"""Calls, what is handed in, and what goes in and out of a call as files."""
