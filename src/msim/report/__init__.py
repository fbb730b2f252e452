"""What does a run say? Tables, sentences, figures and one page, from the results folder alone.

The room reads a `ReportData` (the content of a results folder) and nothing else: whatever is
shown can be shown again, by `msim report DIR`, from the files that a run left behind. Altair,
pandas and Jinja2 are imported in the modules that use them, never by importing the package.
"""
