"""A PDF that every test of documents may hand in."""

from __future__ import annotations

from deploy.demo.pdf import pdf

PDF = pdf(["Kesepakatan Bersama", "Pasal 1"])
