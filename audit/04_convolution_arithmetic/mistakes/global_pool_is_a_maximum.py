# /// mistake
# summary = "The largest pixel of a feature map is kept instead of the mean."
# topic = "T5.14"
# caught_by = ["global_avg_pool2d_checks::test_mean_over_rows_and_columns"]
# loses = 0.75
# ///

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return x.max(axis=(2, 3))
