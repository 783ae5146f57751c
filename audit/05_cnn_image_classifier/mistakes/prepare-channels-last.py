# /// mistake
# summary = "The channels stay last."
# topic = "T5.3"
# caught_by = ["prepare_checks::test_shape_and_type"]
# loses = 5.75
# ///

# %% prepare
def channel_statistics(images):
    """Return (mean, std), arrays (3,), of the channels of images (N, H, W, 3) uint8, scaled to 0..1."""
    scaled = images / 255  # (N, H, W, 3)
    return scaled.mean(axis=(0, 1, 2)), scaled.std(axis=(0, 1, 2))


def prepare(images, mean, std):
    """Return a float32 tensor (N, 3, H, W) for images (N, H, W, 3) uint8; mean and std are (3,)."""
    scaled = (images / 255 - mean) / std  # (N, H, W, 3)
    return torch.from_numpy(scaled.astype(np.float32))  # (N, 3, H, W)
