package dev.berth.evaluation.task;

import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;
import java.util.Optional;

/// Evaluation of one task on one data set: what it reads of a row, and what becomes of it.
///
/// The *unit* of an evaluation is what is resampled as one: a row, or, where [#groupColumn] names a
/// column, all rows of one group, such as the results of one query. The run makes a unit's outcome
/// once, then adds it to each slice that the unit is in (the slices of a group's first row):
///
/// 1. [#outcome] checks label and prediction and makes what the metrics need of them;
/// 2. [#terms] writes the unit's terms of the task's sums, for metrics that are means of a loss;
/// 3. [SliceState#add] gathers the rest: counts of cells, or what needs all outcomes;
/// 4. [SliceState#metrics] computes the metrics from both, for all rows and for each resample.
///
/// A mean over units (log loss, squared error, nDCG, character errors) takes a term of the sums:
/// the run keeps, for each slice, the exact sum and that of each resample, and knows how to do so
/// fast, on several threads and across a restart. Whatever depends on counts only (a confusion
/// matrix, an AUC by cells of scores) takes the state, and draws its resamples at the end from the
/// counts ([Resampling#drawCells]). What depends on an order of all units (average precision of
/// detections) takes the state too, and weighs each unit by [Resampling#unitWeights], which are the
/// weights that the sums were made with.
///
/// Deterministic: the same units in the same order give the same metrics. Thread-safe, but for the
/// states, which one thread at a time uses.
///
/// @param <O> outcome of a unit; immutable
public interface TaskEvaluation<O> {
    /// The columns that [#outcome] reads: label, group. Inputs, weight and slices are the run's.
    List<String> columns();

    /// The column whose equal values make a unit of several rows; empty if each row is one.
    default Optional<String> groupColumn() {
        return Optional.empty();
    }

    /// The outcome of a unit.
    ///
    /// @param unit its rows in the order of the file; one without a [#groupColumn]
    /// @throws InvalidRowException if it cannot be evaluated
    O outcome(List<PredictedRow> unit) throws InvalidRowException;

    /// The number of terms, and sums; 0 if the task has none.
    int termCount();

    /// Writes the terms of a unit, before its weight: finite numbers.
    ///
    /// @param terms of length [#termCount]; all are to be written
    void terms(O outcome, double[] terms);

    /// One number for how badly a unit was predicted, 0 or more: the greater, the worse. Searches
    /// for slices compare its means; for a classifier the log loss or the error, for a regression
    /// the squared error.
    double loss(O outcome);

    /// The name of the mean loss in reports, such as `log-loss`.
    default String lossName() {
        return "loss";
    }

    /// The decisions, where the task decides between classes of which one is good for a person.
    ///
    /// @param favourable that class
    /// @return empty if the task decides nothing
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if there is no such class
    default Optional<Decisions<O>> decisions(String favourable) {
        return Optional.empty();
    }

    /// The scores; empty unless the task is binary and has some.
    default Optional<BinaryScores<O>> binaryScores() {
        return Optional.empty();
    }

    /// The label; empty if it is no class and no number.
    default Optional<LabelNumber<O>> labelNumber() {
        return Optional.empty();
    }

    /// The number of a prediction that explanations are about; empty if there is no single one.
    default Optional<ExplainedNumber> explained() {
        return Optional.empty();
    }

    /// A new state of a slice.
    ///
    /// @param stream of the slice's draws: the first of [#STREAMS] that are its own, for
    ///   [Resampling#drawCells]
    SliceState<O> newState(long stream);

    /// Streams of draws for each slice.
    long STREAMS = 1L << 20;
}
