# /// mistake
# summary = "The images of the batch are averaged together."
# topic = "cross-cutting"
# caught_by = ["global_avg_pool2d_checks::test_mean_over_rows_and_columns"]
# loses = 0.75
# ///

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return np.broadcast_to(x.mean(axis=(0, 2, 3)), x.shape[:2])
