"""Bytes in, document out: pages, sections and passages of PDF, plain text and Markdown."""
