"""PDF files: text with its place, forms, attachments, and copies with marks."""
