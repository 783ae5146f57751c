# /// mistake
# summary = "The moved pictures are written over the batch that was passed in."
# topic = "cross-cutting: input mutated"
# caught_by = ["shift_checks::test_batch_stays_as_it_is"]
# loses = 0.25
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
    batch[:] = torch.stack(moved)
    return batch
