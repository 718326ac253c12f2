"""How carefully to listen: three choices between the time it takes and how right the words are."""

from coproclip.settings import DEFAULT_PRESET

QUICK = "quick"
"""Words soon, to find places by; read once, again only where it is plainly wrong."""

BALANCED = "balanced"
"""What a story needs: several readings are weighed, what looks invented or was unsure is read again in other ways."""

CAREFUL = "careful"
"""Everything is read in three ways, which vote word by word: for passages that matter."""

DEFAULT = DEFAULT_PRESET

AGAIN = CAREFUL
"""What is used for transcribing again, where somebody asks for nothing else."""
PRESETS = (QUICK, BALANCED, CAREFUL)
