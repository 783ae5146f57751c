# /// mistake
# summary = "The loader is a generator: the second pass finds nothing."
# topic = "T3.15"
# caught_by = ["loader_checks::test_every_row_once"]
# loses = 6.5
# ///

# %% loader
def make_loader(pictures, labels, batch_size, training, most=1):
    """Return a loader of batches (pictures, labels) for tensors pictures (N, C, H, W) and labels (N,)."""
    order = torch.randperm(len(labels)) if training else torch.arange(len(labels))
    return (
        (random_shift(pictures[rows], most) if training else pictures[rows], labels[rows])
        for rows in order.split(batch_size)
    )
