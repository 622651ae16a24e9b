package dev.berth.evaluation.comparison;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.classification.BinaryOutcome;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.row.PredictedRow;
import java.util.Arrays;
import java.util.List;

/// Recorder of what paired tests need of each unit: its loss and, of a binary task, label, score
/// and decision.
///
/// Keeps at most [#UNITS_MAX] units, 25 bytes each: beyond, those whose row numbers are multiples
/// of a growing power of two, so that the recorders of all candidates keep the same rows.
///
/// @param <O> outcome of a unit
public final class UnitRecorder<O> implements UnitAnalysis<O> {
    /// The most units that are kept: more do not change what a test says.
    public static final int UNITS_MAX = 1 << 21;

    private static final int INITIAL = 1024;
    private static final byte POSITIVE = 1;
    private static final byte DECIDED = 2;
    private static final byte BINARY = 4;

    private final TaskEvaluation<O> task;
    private final int limit;
    private long[] rows = new long[INITIAL];
    private double[] losses = new double[INITIAL];
    private double[] scores = new double[INITIAL];
    private byte[] flags = new byte[INITIAL];
    private int count;
    private long stride = 1;

    public UnitRecorder(TaskEvaluation<O> task) {
        this(task, UNITS_MAX);
    }

    UnitRecorder(TaskEvaluation<O> task, int limit) {
        this.task = task;
        this.limit = limit;
    }

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public void accept(List<PredictedRow> unit, O outcome, double weight) {
        long row = unit.getFirst().row().number();
        if (row % stride != 0) {
            return;
        }
        if (count == limit) {
            thin();
            if (row % stride != 0) {
                return;
            }
        }
        ensureRoom();
        rows[count] = row;
        losses[count] = task.loss(outcome);
        if (outcome instanceof BinaryOutcome binary) {
            scores[count] = binary.score();
            flags[count] =
                    (byte)
                            (BINARY
                                    | (binary.positive() ? POSITIVE : 0)
                                    | (binary.decided() ? DECIDED : 0));
        } else {
            scores[count] = Double.NaN;
            flags[count] = 0;
        }
        count++;
    }

    private void ensureRoom() {
        if (count == rows.length) {
            resize(Math.min(limit, count * 2));
        }
    }

    private void resize(int length) {
        rows = Arrays.copyOf(rows, length);
        losses = Arrays.copyOf(losses, length);
        scores = Arrays.copyOf(scores, length);
        flags = Arrays.copyOf(flags, length);
    }

    /// Keeps every other row number.
    private void thin() {
        while (count == limit) {
            stride *= 2;
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (rows[i] % stride == 0) {
                    rows[kept] = rows[i];
                    losses[kept] = losses[i];
                    scores[kept] = scores[i];
                    flags[kept] = flags[i];
                    kept++;
                }
            }
            count = kept;
        }
    }

    @Override
    public EvaluationReport addTo(EvaluationReport report, Resampling resampling) {
        return report;
    }

    @Override
    public void write(ByteWriter out) {
        out.writeLong(stride);
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            out.writeLong(rows[i]);
            out.writeDouble(losses[i]);
            out.writeDouble(scores[i]);
            out.writeByte(flags[i]);
        }
    }

    @Override
    public void read(ByteReader in) {
        stride = in.readLong();
        count = in.readInt();
        if (stride < 1 || count < 0 || count > limit) {
            throw new IllegalArgumentException(
                    count
                            + " units, stride "
                            + stride
                            + " (expected: at most "
                            + limit
                            + " units)");
        }
        resize(Math.max(INITIAL, count));
        for (int i = 0; i < count; i++) {
            rows[i] = in.readLong();
            losses[i] = in.readDouble();
            scores[i] = in.readDouble();
            flags[i] = in.readByte();
        }
    }

    /// The units that this and another recorder of the same data kept, in the order of their rows.
    PairedUnits paired(UnitRecorder<?> other) {
        int most = Math.min(count, other.count);
        var pairs = new PairedUnits(most);
        long commonStride = Math.max(stride, other.stride);
        int j = 0;
        for (int i = 0; i < count; i++) {
            while (j < other.count && other.rows[j] < rows[i]) {
                j++;
            }
            if (j < other.count && other.rows[j] == rows[i] && rows[i] % commonStride == 0) {
                pairs.add(
                        losses[i],
                        other.losses[j],
                        scores[i],
                        other.scores[j],
                        (flags[i] & POSITIVE) != 0,
                        isRight(flags[i]),
                        isRight(other.flags[j]),
                        (flags[i] & BINARY) != 0 && (other.flags[j] & BINARY) != 0);
            }
        }
        return pairs;
    }

    private static boolean isRight(byte flags) {
        return ((flags & POSITIVE) != 0) == ((flags & DECIDED) != 0);
    }
}
