"""Acts on goods declarations: draft, register, ask and answer, decide, change."""
