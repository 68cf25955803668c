"""What a theme looks like: keyword and TF-IDF profiles, learnt and stored."""
