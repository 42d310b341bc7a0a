"""Rules of the domain, the same for every actor: pure functions, no database."""
