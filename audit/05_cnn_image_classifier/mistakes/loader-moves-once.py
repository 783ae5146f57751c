# /// mistake
# summary = "The pictures are moved once, before all epochs."
# topic = "T5.7"
# caught_by = ["loader_checks::test_moved_anew_in_each_pass"]
# loses = 0.5
# ///

# %% loader
def make_loader(pictures, labels, batch_size, training, most=1):
    """Return a loader of batches (pictures, labels) for tensors pictures (N, C, H, W) and labels (N,)."""
    if training:
        pictures = random_shift(pictures, most)
    rows = torch.utils.data.TensorDataset(pictures, labels)

    def together(samples):
        batch, batch_labels = (torch.stack(part) for part in zip(*samples))
        return batch, batch_labels

    return torch.utils.data.DataLoader(rows, batch_size, shuffle=training, collate_fn=together)
