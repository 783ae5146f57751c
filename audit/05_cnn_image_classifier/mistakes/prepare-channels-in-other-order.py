# /// mistake
# summary = "The means are taken in the order blue, green, red."
# topic = "T5.9"
# caught_by = ["prepare_checks::test_values"]
# loses = 0.5
# ///

# %% prepare
def channel_statistics(images):
    """Return (mean, std), arrays (3,), of the channels of images (N, H, W, 3) uint8, scaled to 0..1."""
    scaled = images / 255  # (N, H, W, 3)
    return scaled.mean(axis=(0, 1, 2)), scaled.std(axis=(0, 1, 2))


def prepare(images, mean, std):
    """Return a float32 tensor (N, 3, H, W) for images (N, H, W, 3) uint8; mean and std are (3,)."""
    scaled = (images / 255 - mean[::-1]) / std[::-1]  # (N, H, W, 3)
    return torch.from_numpy(np.moveaxis(scaled, -1, 1).astype(np.float32))  # (N, 3, H, W)
