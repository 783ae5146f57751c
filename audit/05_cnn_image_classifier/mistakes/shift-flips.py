# /// mistake
# summary = "Half of the pictures are mirrored as well, which turns digits into none."
# topic = "T5.8"
# caught_by = ["shift_checks::test_only_moved"]
# loses = 0.75
# ///

# %% shift
def random_shift(batch, most):
    """Return pictures like batch (N, C, H, W), each moved by up to `most` pixels down or up and right or left."""
    n, _, height, width = batch.shape
    padded = F.pad(batch, (most, most, most, most), mode="replicate")  # (N, C, H + 2m, W + 2m)
    tops = torch.randint(0, 2 * most + 1, (n,))
    lefts = torch.randint(0, 2 * most + 1, (n,))
    moved = [
        picture[:, top : top + height, left : left + width]
        for picture, top, left in zip(padded, tops.tolist(), lefts.tolist())
    ]
    return torch.stack([picture.flip(-1) if torch.rand(()) < 0.5 else picture for picture in moved])
