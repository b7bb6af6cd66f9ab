"""The rules of community service: pure functions on frozen values. No I/O, no clock, no random id."""
