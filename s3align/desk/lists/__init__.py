"""The list of a call's submissions."""
