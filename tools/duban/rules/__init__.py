"""What may be wrong between records, or in a change. Imports status and below, not storage."""
