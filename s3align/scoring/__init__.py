"""Tokens and profiles to an assessment with an exact ledger."""
