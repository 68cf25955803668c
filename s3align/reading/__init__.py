"""Bytes in, document out: pages, sections and passages of PDF, Word, OpenDocument, plain text and Markdown files."""
