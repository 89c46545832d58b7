"""The ground floor: knows no room above it."""
