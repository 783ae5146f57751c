# /// mistake
# summary = "The pixels are added up and not divided."
# topic = "T4.15"
# caught_by = ["global_avg_pool2d_checks::asserts", "global_avg_pool2d_checks::test_mean_over_rows_and_columns"]
# loses = 1
# ///

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return x.sum(axis=(2, 3))
