"""Use cases of more than one transaction. A process runs commands through the `Call`, and slow work between them."""
