"""What is put to the registrar for publication."""
