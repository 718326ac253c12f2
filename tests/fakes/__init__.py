"""What tests put in place of the world: microphones, the window's player, what transcribes, the speech engine."""
