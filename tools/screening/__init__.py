"""The same script over a table of candidates, on this machine or on a cluster, with nothing ever lost."""
