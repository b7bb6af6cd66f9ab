"""Reports as PDF documents."""
