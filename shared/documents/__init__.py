"""Documents as an office signs them: A4 as PDF. Only services that pin fpdf2 and segno import it."""
