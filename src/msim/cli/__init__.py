"""The command line: one command a file, no logic; nothing heavy is loaded before it is needed."""
