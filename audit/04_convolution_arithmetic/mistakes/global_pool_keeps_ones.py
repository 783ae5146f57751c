# /// mistake
# summary = "The result keeps rows and columns of size 1."
# topic = "cross-cutting"
# caught_by = ["global_avg_pool2d_checks::test_mean_over_rows_and_columns"]
# loses = 0.75
# ///

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return x.mean(axis=(2, 3), keepdims=True)
