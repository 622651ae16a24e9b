/// Scoring of tables: their rows become records of a model or an endpoint, and get predictions.
///
/// `data` reads files, `row` is what is read, `prediction` maps and predicts. Evaluations and batch
/// jobs are built on it. Deliberately absent: what predictions are for, and how they are made.
@NullMarked
package dev.berth.scoring;

import org.jspecify.annotations.NullMarked;
