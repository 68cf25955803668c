"""The strategy as data: themes, terms, principles, places."""
