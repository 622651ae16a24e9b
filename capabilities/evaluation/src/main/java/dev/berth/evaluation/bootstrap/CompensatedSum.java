package dev.berth.evaluation.bootstrap;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;

/// Sum of float64 numbers that keeps what rounding loses: for any number of terms of one sign it is
/// right to about the last bit.
///
/// Source: Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM
/// 54, 1974. For one thread.
final class CompensatedSum {
    private double sum;
    private double lost;

    void add(double value) {
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    double value() {
        return sum + lost;
    }

    void write(ByteWriter out) {
        out.writeDouble(sum);
        out.writeDouble(lost);
    }

    void read(ByteReader in) {
        sum = in.readDouble();
        lost = in.readDouble();
    }
}
