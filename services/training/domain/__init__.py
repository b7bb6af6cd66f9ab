"""The rules of training: pure functions on frozen values. No I/O, no clock, no random id."""
