// Package guide is a course in six pages, each a program with its output. They are the
// examples below, and files to copy from:
//
//  1. Score: a score, its uncertainty, and what happens to a wrong answer.
//  2. Segments: one accumulator per segment and month, and the change of each month.
//  3. Change: is it more than noise, and why did it change.
//  4. Money: churn, recurring revenue and lifetime value of a subscription business.
//  5. Restarts: states that are stored, read back and merged; each event once.
//  6. Cluster: the same accumulators as the combiner of a distributed job.
//
// The pages use each other's ideas but not their code.
package guide
