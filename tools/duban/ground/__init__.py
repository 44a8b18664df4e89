"""What everything stands on: text, dates, findings, faults. Imports nothing of ours."""
