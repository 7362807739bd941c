"""Models on the hub: what there is, and bringing one here whole. No Qt and no MLX in here."""
