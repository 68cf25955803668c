"""Text that a person cannot see."""
