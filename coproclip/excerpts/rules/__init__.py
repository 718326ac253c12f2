"""The policy and what it is made of: uses, conditions, answers, reasons, and what is granted."""
