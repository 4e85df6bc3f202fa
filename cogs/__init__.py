"""What people see in Discord: a folder a feature. No SQL, no rules."""
