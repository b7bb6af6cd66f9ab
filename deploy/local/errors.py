class LocalError(Exception):
    """What failed on this machine and what to do about it, as one line for a person."""
