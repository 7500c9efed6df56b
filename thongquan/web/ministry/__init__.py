"""The ministries' own pages: their permits, what waits for them, what came from the window."""
