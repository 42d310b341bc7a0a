"""The watch: reads the trail soon after it was written, and raises alerts by the rules of each area."""
