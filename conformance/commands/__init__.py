"""The commands of the command line, a module each. What a command needs is imported when it is run."""
