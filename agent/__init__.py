"""The conversation: a request becomes a script, the script is checked and run, the records become an answer."""
