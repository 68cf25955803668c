"""The assessment as a reader or a program sees it: HTML, terminal summary, JSON record."""
