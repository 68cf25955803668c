"""What a theme looks like, learnt and stored, and what it makes of a text."""
