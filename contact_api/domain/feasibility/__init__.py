"""Can all be served together? Flow, minimum cut, and minutes freed by reassigning what others have reserved."""
