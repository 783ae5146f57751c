# /// mistake
# summary = "Each pass moves what the pass before has moved."
# topic = "T5.7"
# caught_by = ["loader_checks::test_moves_start_from_the_original"]
# loses = 0.25
# ///

# %% loader
class MovingLoader:
    def __init__(self, pictures, labels, batch_size, training, most):
        self.pictures, self.labels, self.batch_size = pictures.clone(), labels, batch_size
        self.training, self.most = training, most

    def __iter__(self):
        order = torch.randperm(len(self.labels)) if self.training else torch.arange(len(self.labels))
        if self.training:
            self.pictures = random_shift(self.pictures, self.most)
        for rows in order.split(self.batch_size):
            yield self.pictures[rows], self.labels[rows]


def make_loader(pictures, labels, batch_size, training, most=1):
    """Return a loader of batches (pictures, labels) for tensors pictures (N, C, H, W) and labels (N,)."""
    return MovingLoader(pictures, labels, batch_size, training, most)
