"""What reads a file that somebody sent. It runs in a process of its own with little time and memory
and none of the portal's secrets (`sharing/vault/confinement.py`), so it knows no Django."""
