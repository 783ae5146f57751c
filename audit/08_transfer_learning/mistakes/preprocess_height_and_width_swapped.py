# /// mistake
# summary = "Height and width change places."
# topic = "T4.5"
# caught_by = ["preprocess_checks::test_pixels_keep_their_places"]
# loses = 3.5
# ///

# %% preprocess
def preprocess(images, mean, std):
    """Return a float32 tensor (N, 3, H, W) for images (N, H, W, 3), an array of uint8.

    mean and std hold a number for each of the channels, for grey levels from 0 to 1.
    """
    x = torch.from_numpy(images).float() / 255  # (N, H, W, 3)
    x = (x - torch.tensor(mean)) / torch.tensor(std)
    return x.permute(0, 3, 2, 1).contiguous()  # (N, 3, H, W)
