"""The record everything shares: document, assessment, and how both travel as JSON."""
