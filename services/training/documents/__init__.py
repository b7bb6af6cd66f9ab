"""Certificates as PDF documents."""
