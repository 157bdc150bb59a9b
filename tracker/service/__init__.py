"""Do what the person asks for: gather, let the core decide, keep what happened."""
