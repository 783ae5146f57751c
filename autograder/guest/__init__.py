"""Everything that runs inside the sandbox; imports the wire, and nothing else of this package."""
