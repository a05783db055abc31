"""`agent screen`: one request over a table of candidates."""
