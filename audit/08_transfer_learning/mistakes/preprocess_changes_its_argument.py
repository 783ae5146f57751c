# /// mistake
# summary = "The pictures that are passed in are inverted."
# topic = "cross-cutting: input changed"
# caught_by = ["preprocess_checks::test_type_and_argument"]
# loses = 0.25
# ///

# %% preprocess
def preprocess(images, mean, std):
    """Return a float32 tensor (N, 3, H, W) for images (N, H, W, 3), an array of uint8.

    mean and std hold a number for each of the channels, for grey levels from 0 to 1.
    """
    x = torch.from_numpy(images).float() / 255
    images[:] = 0  # (N, H, W, 3)
    x = (x - torch.tensor(mean)) / torch.tensor(std)
    return x.permute(0, 3, 1, 2).contiguous()  # (N, 3, H, W)
