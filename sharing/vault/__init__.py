"""The vault: files that people attach. What a file is, is told by its content, in a process of its
own; it is scanned, and encrypted before it touches a disk."""
