# /// mistake
# summary = "The axes are poured into another shape instead of being moved."
# topic = "T5.3"
# caught_by = ["preprocess_checks::test_pixels_keep_their_places"]
# loses = 4.25
# ///

# %% preprocess
def preprocess(images, mean, std):
    """Return a float32 tensor (N, 3, H, W) for images (N, H, W, 3), an array of uint8.

    mean and std hold a number for each of the channels, for grey levels from 0 to 1.
    """
    x = torch.from_numpy(images).float() / 255  # (N, H, W, 3)
    x = (x - torch.tensor(mean)) / torch.tensor(std)
    return x.reshape(len(x), 3, x.shape[1], x.shape[2])  # (N, 3, H, W)
