"""The watch: reads the trail soon after each event, and raises alerts by the rules of each area."""
