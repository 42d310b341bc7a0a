"""The vault: files that people attach. A process of its own recognises each file by its content.
The file is scanned, and encrypted before it touches a disk."""
