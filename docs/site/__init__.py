"""The documentation as a site: `make docs` stages the Markdown, writes the reference, builds."""
