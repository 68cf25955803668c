"""The scores against labelled texts."""
