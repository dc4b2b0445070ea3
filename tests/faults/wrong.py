class Wrong(Exception):
    """Something that must hold does not."""
