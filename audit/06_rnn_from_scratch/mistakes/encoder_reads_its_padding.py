# /// mistake
# summary = "The encoder's last state is that after the padding."
# topic = "T6.14"
# caught_by = ["one_to_many_checks::test_sequence_to_sequence"]
# loses = 0.5
# ///

# %% one_to_many
def one_to_many(x, h0, steps, params):
    """Return the outputs Y (B, steps, D); x (B, D) is the input of the first step, h0 (B, H) the state before it."""
    h, outputs = h0, []
    for _ in range(steps):
        h = rnn_step(x, h, params)  # (B, H)
        x = h @ params["Wy"] + params["by"]  # (B, D)
        outputs.append(x)
    return np.stack(outputs, axis=1)  # (B, steps, D)


def seq2seq(X, lengths, steps, encoder, decoder):
    """Return the outputs (B, steps, D') of the decoder for the sequences X (B, T, D) with their lengths (B,)."""
    h0 = rnn_forward(X, np.zeros((len(X), len(encoder["b"]))), encoder)[:, -1]  # (B, H)
    first = np.zeros((len(X), len(decoder["by"])))  # (B, D')
    return one_to_many(first, h0, steps, decoder)
