"""A folder of proposals: every file once, nothing lost, nothing twice, and an overview that somebody can decide from."""
