"""The example: an area that does not exist, its people, and what happened there in the last two
months. All of it goes through the operations, each at its own moment, so that every page has
something true to show. Imported by the command that loads it and by nothing else."""
