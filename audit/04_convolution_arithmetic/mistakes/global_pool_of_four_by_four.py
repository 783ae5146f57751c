# /// mistake
# summary = "The sum is divided by 16, the number of pixels in the example."
# topic = "cross-cutting"
# caught_by = ["global_avg_pool2d_checks::test_mean_over_rows_and_columns"]
# loses = 0.75
# ///

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return x.sum(axis=(2, 3)) / 16
