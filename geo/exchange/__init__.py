"""Exchange: records in from files and out to files, and a comparison with OpenStreetMap."""
