"""Studies from their deposited records: registry, download, series matrix, platform tables."""
