"""One invented voter, followed through the machine, as a page and on the terminal."""
