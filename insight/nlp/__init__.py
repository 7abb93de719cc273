"""Reading language: segments, vectors, themes, tone, topics, quotes."""
