# /// mistake
# summary = "How far pictures may be moved is left at 1."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["loader_checks::test_moves_start_from_the_original"]
# loses = 0.25
# ///

# %% loader
def make_loader(pictures, labels, batch_size, training, most=1):
    """Return a loader of batches (pictures, labels) for tensors pictures (N, C, H, W) and labels (N,)."""
    rows = torch.utils.data.TensorDataset(pictures, labels)

    def together(samples):
        batch, batch_labels = (torch.stack(part) for part in zip(*samples))
        return (random_shift(batch, 1) if training else batch), batch_labels

    return torch.utils.data.DataLoader(rows, batch_size, shuffle=training, collate_fn=together)
