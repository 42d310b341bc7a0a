"""Reading, a file for each step: each function decides, records what it shows, and returns what
one actor may see."""
