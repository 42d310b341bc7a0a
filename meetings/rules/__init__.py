"""What is true of the domain whoever asks: pure functions, no database."""
