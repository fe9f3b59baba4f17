"""What a student's notebook can do in the browser of who reads it, in a real one: `make browser`."""
