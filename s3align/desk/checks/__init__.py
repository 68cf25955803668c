"""Checks of applicants, which vanish."""
