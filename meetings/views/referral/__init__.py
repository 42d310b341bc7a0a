"""A referral from its first page to its tab, and the page of the IDVA service."""
