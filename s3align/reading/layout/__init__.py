"""From printed lines to blocks: furniture, tables of contents, headings, paragraphs."""
