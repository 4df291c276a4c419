"""Staff time on a grid: what a cell holds, what it has left for one need, which window is the best."""
