# /// mistake
# summary = "A smaller window is cut out of the picture, without padding it first."
# topic = "T5.11"
# caught_by = ["shift_checks::test_shape"]
# loses = 2.5
# ///

# %% shift
def random_shift(batch, most):
    """Return pictures like batch (N, C, H, W), each moved by up to `most` pixels down or up and right or left."""
    n, _, height, width = batch.shape
    padded = batch
    height, width = height - 2 * most, width - 2 * most
    tops = torch.randint(0, 2 * most + 1, (n,))
    lefts = torch.randint(0, 2 * most + 1, (n,))
    moved = [
        picture[:, top : top + height, left : left + width]
        for picture, top, left in zip(padded, tops.tolist(), lefts.tolist())
    ]
    return torch.stack(moved)
