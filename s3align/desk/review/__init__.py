"""What people say of submissions, who may see it when, and what comes next to read."""
