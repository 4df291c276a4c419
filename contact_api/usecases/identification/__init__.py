"""Who is who, without telling anybody."""
