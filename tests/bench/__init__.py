"""Today's figures beside what they are compared with. `python -m tests.bench [ROW …]`; no test asserts a time."""
