"""Use cases with slow work after the transaction. A process runs commands through the `Call`."""
