"""The rules of agreements: pure functions on frozen values. No I/O, no clock, no random id."""
