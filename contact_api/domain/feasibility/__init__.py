"""Can all be served together? Flow, minimum cut, and room by reassigning what others have reserved."""
