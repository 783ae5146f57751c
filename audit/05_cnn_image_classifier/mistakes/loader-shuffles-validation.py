# /// mistake
# summary = "Validation is shuffled, too."
# topic = "T3.15"
# caught_by = ["loader_checks::test_order_for_validation"]
# loses = 0.25
# ///

# %% loader
def make_loader(pictures, labels, batch_size, training, most=1):
    """Return a loader of batches (pictures, labels) for tensors pictures (N, C, H, W) and labels (N,)."""
    rows = torch.utils.data.TensorDataset(pictures, labels)

    def together(samples):
        batch, batch_labels = (torch.stack(part) for part in zip(*samples))
        return (random_shift(batch, most) if training else batch), batch_labels

    return torch.utils.data.DataLoader(rows, batch_size, shuffle=True, collate_fn=together)
