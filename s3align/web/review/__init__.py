"""Pages for who reads: the list, the queue, a submission, agreement."""
