"""The rulings and their withdrawals: facts that are added and never edited."""
