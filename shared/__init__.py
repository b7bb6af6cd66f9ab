"""The platform library: how a fact travels. It knows no word of the domain and imports no service."""
