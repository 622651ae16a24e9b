package dev.berth.evaluation.run;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.bootstrap.BootstrapSums;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.run.SliceSet.Slice;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What the slices and analyses of a run have gathered. For one thread, but for [#results].
///
/// @param <O> outcome of a unit
final class SliceAccumulators<O> {
    private final TaskEvaluation<O> task;
    private final List<Slice> slices;
    private final List<UnitAnalysis<O>> analyses;
    private final PoissonBootstrap bootstrap;
    private final List<BootstrapSums> sums = new ArrayList<>();
    private final List<SliceState<O>> states = new ArrayList<>();
    private final long[] rows;
    private final double[] terms;
    private final byte[] draws;
    private final double[] unitWeights;

    SliceAccumulators(
            TaskEvaluation<O> task,
            List<Slice> slices,
            List<UnitAnalysis<O>> analyses,
            PoissonBootstrap bootstrap) {
        this.task = task;
        this.slices = slices;
        this.analyses = analyses;
        this.bootstrap = bootstrap;
        this.rows = new long[slices.size()];
        this.terms = new double[task.termCount()];
        this.draws = new byte[bootstrap.count()];
        this.unitWeights = new double[bootstrap.count()];
        for (int slice = 0; slice < slices.size(); slice++) {
            sums.add(
                    new BootstrapSums(
                            task.termCount(), bootstrap.count(), BootstrapSums.UNITS_DRAWN_MAX));
            states.add(task.newState(slice * TaskEvaluation.STREAMS));
        }
    }

    /// Adds a unit.
    ///
    /// @param positions of its slices
    /// @param count of these
    void add(List<PredictedRow> unit, O outcome, double weight, int[] positions, int count) {
        long number = unit.getFirst().row().number();
        task.terms(outcome, terms);
        boolean isDrawn = false;
        for (int i = 0; i < count; i++) {
            int slice = positions[i];
            if (!isDrawn && sums.get(slice).needsWeights()) {
                draw(number);
                isDrawn = true;
            }
            rows[slice] += unit.size();
            sums.get(slice).add(terms, weight, unitWeights);
            states.get(slice).add(outcome, number, weight);
        }
        for (UnitAnalysis<O> analysis : analyses) {
            analysis.accept(unit, outcome, weight);
        }
    }

    private void draw(long unit) {
        bootstrap.unitWeights(unit, draws);
        for (int i = 0; i < draws.length; i++) {
            unitWeights[i] = draws[i];
        }
    }

    /// The results of all slices, computed on all processors.
    List<SliceResult> results() {
        return IntStream.range(0, slices.size()).parallel().mapToObj(this::result).toList();
    }

    private SliceResult result(int slice) {
        ResampledSums finished =
                sums.get(slice).finish(bootstrap, slice * TaskEvaluation.STREAMS - 1);
        SliceMetrics metrics = states.get(slice).metrics(finished, bootstrap);
        return new SliceResult(
                slices.get(slice).name(),
                slices.get(slice).condition(),
                rows[slice],
                finished.weight(),
                metrics.metrics(),
                metrics.curves());
    }

    void write(ByteWriter out) {
        for (int slice = 0; slice < slices.size(); slice++) {
            out.writeUnsigned(rows[slice]);
            sums.get(slice).write(out);
            states.get(slice).write(out);
        }
        analyses.forEach(analysis -> analysis.write(out));
    }

    void read(ByteReader in) {
        for (int slice = 0; slice < slices.size(); slice++) {
            rows[slice] = in.readUnsigned();
            sums.get(slice).read(in);
            states.get(slice).read(in);
        }
        analyses.forEach(analysis -> analysis.read(in));
    }
}
