"""The four services. They share no code but `shared` and each other's `events`."""
