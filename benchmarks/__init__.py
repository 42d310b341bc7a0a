"""What is measured, and the data that it is measured on. `make bench` runs all of it.

Times do not transfer from machine to machine, so everything is a ratio of two things that were
measured in the same run, in turns, or a bound that a reader feels."""
