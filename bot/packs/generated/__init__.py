"""Questions made from a seed, where understanding is a calculation or a choice by margins."""

from bot.packs.generated.families import FAMILIES, SEEDS, generate, remake

__all__ = ["FAMILIES", "SEEDS", "generate", "remake"]
