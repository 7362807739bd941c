"""What the person sees. Widgets emit wishes and show values; no disk, network or model work."""
