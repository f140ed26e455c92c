"""Marks put into a packed workbook in place: what is not marked keeps its bytes."""
