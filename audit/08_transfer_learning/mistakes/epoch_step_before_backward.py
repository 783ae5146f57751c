# /// mistake
# summary = "The step is taken before the gradient is known."
# topic = "T3.3"
# caught_by = ["epoch_checks::test_one_step"]
# loses = 5.25
# ///

# %% epoch
def train_epoch(model, x, y, optimizer, batch_size, generator, keep_statistics=True):
    """Train model for one epoch on x (N, ...) with classes y (N,); return the loss, the mean over all N samples, a float.

    The loss of a sample is the one that was seen in training, before the step of its batch.
    """
    train_mode(model, keep_statistics)
    total = 0.0
    for rows in torch.randperm(len(x), generator=generator).split(batch_size):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x[rows]), y[rows])
        optimizer.step()
        loss.backward()
        total += loss.item() * len(rows)
    return total / len(x)
