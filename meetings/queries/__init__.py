"""Reading, with a file for each step. Each function asks the door, notes what it shows, and returns
what one actor may see."""
