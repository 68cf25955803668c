"""Pages about calls, and files into them and out of them."""
