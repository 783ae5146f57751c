# /// mistake
# summary = "The pictures' own mean and deviation are used instead of the source's."
# topic = "T8.7"
# caught_by = ["preprocess_checks::test_scale"]
# loses = 1.75
# ///

# %% preprocess
def preprocess(images, mean, std):
    """Return a float32 tensor (N, 3, H, W) for images (N, H, W, 3), an array of uint8.

    mean and std hold a number for each of the channels, for grey levels from 0 to 1.
    """
    x = torch.from_numpy(images).float() / 255  # (N, H, W, 3)
    x = (x - x.mean(dim=(0, 1, 2))) / (x.std(dim=(0, 1, 2)) + 1e-6)
    return x.permute(0, 3, 1, 2).contiguous()  # (N, 3, H, W)
