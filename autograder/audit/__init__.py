"""How good the checks themselves are: what ``autograder audit`` finds.

model       the records that an audit is made of
perform     a whole audit, part by part
material    what the author laid beside the assignment: mistakes, alternatives, generators, labels
scope       the part of an assignment that judges one solution cell
runs        graded submissions, each done once
kills       mutants: tried, confirmed, and how they ended
mistakes, steady, figures, redundancy, measures    one part of the verdict each

mutation    small changes of a solution, and what people say of those that live
exploring   inputs on which two solutions differ
statistics  bounds, tails and thresholds
showing     the page, the JSON object, and what is said first
"""
