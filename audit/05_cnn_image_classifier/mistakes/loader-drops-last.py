# /// mistake
# summary = "The short last batch is left out."
# topic = "T3.19"
# caught_by = ["loader_checks::test_every_row_once"]
# loses = 5.75
# ///

# %% loader
def make_loader(pictures, labels, batch_size, training, most=1):
    """Return a loader of batches (pictures, labels) for tensors pictures (N, C, H, W) and labels (N,)."""
    rows = torch.utils.data.TensorDataset(pictures, labels)

    def together(samples):
        batch, batch_labels = (torch.stack(part) for part in zip(*samples))
        return (random_shift(batch, most) if training else batch), batch_labels

    return torch.utils.data.DataLoader(rows, batch_size, shuffle=training, drop_last=True, collate_fn=together)
