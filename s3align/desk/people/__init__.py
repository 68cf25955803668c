"""Accounts, passwords, sessions, invitations and tokens."""
