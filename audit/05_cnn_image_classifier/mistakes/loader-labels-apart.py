# /// mistake
# summary = "Pictures and labels are shuffled each by itself."
# topic = "T12.7"
# caught_by = ["loader_checks::test_labels_stay_with_their_pictures"]
# loses = 3.25
# ///

# %% loader
class Loader:
    def __init__(self, pictures, labels, batch_size, training, most):
        self.pictures, self.labels, self.batch_size = pictures, labels, batch_size
        self.training, self.most = training, most

    def order(self):
        return torch.randperm(len(self.labels)) if self.training else torch.arange(len(self.labels))

    def __iter__(self):
        parts = self.order().split(self.batch_size), self.order().split(self.batch_size)
        for rows, label_rows in zip(*parts):
            batch = self.pictures[rows]
            yield (random_shift(batch, self.most) if self.training else batch), self.labels[label_rows]


def make_loader(pictures, labels, batch_size, training, most=1):
    """Return a loader of batches (pictures, labels) for tensors pictures (N, C, H, W) and labels (N,)."""
    return Loader(pictures, labels, batch_size, training, most)
