"""What this project is made of that others made: is anything known against it, and under which licences does it come."""
