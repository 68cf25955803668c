"""Results that last: what a run has assessed, as rows to rank, filter and compare."""
