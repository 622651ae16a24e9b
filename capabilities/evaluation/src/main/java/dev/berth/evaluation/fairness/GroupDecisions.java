package dev.berth.evaluation.fairness;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;

/// Sums over the decisions on one group. For one thread.
final class GroupDecisions {
    static final int CELLS = 4;

    private final double[] weights = new double[CELLS];
    private final double[] squares = new double[CELLS];
    private long rows;

    void add(boolean favourable, boolean qualified, double weight, int unitRows) {
        int cell = qualified ? (favourable ? 0 : 2) : (favourable ? 1 : 3);
        weights[cell] += weight;
        squares[cell] += weight * weight;
        rows += unitRows;
    }

    long rows() {
        return rows;
    }

    /// Whether a unit has another weight than 1.
    boolean isWeighted() {
        for (int cell = 0; cell < CELLS; cell++) {
            if (weights[cell] != squares[cell]) {
                return true;
            }
        }
        return false;
    }

    double[] weights() {
        return weights;
    }

    double[] squares() {
        return squares;
    }

    DecisionCounts counts() {
        return counts(weights, 0);
    }

    /// The counts that stand at a place among those of other groups.
    static DecisionCounts counts(double[] cells, int at) {
        return new DecisionCounts(cells[at], cells[at + 1], cells[at + 2], cells[at + 3]);
    }

    void write(ByteWriter out) {
        out.writeUnsigned(rows);
        for (int cell = 0; cell < CELLS; cell++) {
            out.writeDouble(weights[cell]);
            out.writeDouble(squares[cell]);
        }
    }

    void read(ByteReader in) {
        rows = in.readUnsigned();
        for (int cell = 0; cell < CELLS; cell++) {
            weights[cell] = in.readDouble();
            squares[cell] = in.readDouble();
        }
    }
}
