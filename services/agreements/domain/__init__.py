"""The rules of agreements: pure functions on frozen values. They use no clock, no random id, no input or output."""
