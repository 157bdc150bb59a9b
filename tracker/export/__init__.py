"""Turn plans into files: the calendar and the record."""
