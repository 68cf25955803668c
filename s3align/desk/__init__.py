"""The desk: calls, submissions, what people say of them, and who may do what. No HTTP and no words for readers."""
