package dev.berth.placement.model;

import org.jspecify.annotations.Nullable;

/// Sampled delay of one cause: one value for each sample.
final class Delay {
    /// What a delay belongs to.
    final DelayCause cause;

    private final Form form;
    private final double @Nullable [] values;
    private final double factor;
    private final double bound;

    /// Uniform numbers that say which samples take this way; null if all do.
    private final double @Nullable [] branch;

    private final double share;

    private enum Form {
        CONSTANT,
        VALUES,
        RESENT,
        WAIT
    }

    private Delay(
            DelayCause cause,
            Form form,
            double @Nullable [] values,
            double factor,
            double bound,
            double @Nullable [] branch,
            double share) {
        this.cause = cause;
        this.form = form;
        this.values = values;
        this.factor = factor;
        this.bound = bound;
        this.branch = branch;
        this.share = share;
    }

    static Delay constant(DelayCause cause, double seconds) {
        return new Delay(cause, Form.CONSTANT, null, seconds, 0, null, 1);
    }

    /// @param factor of each value
    static Delay values(DelayCause cause, double[] values, double factor) {
        return new Delay(cause, Form.VALUES, values, factor, 0, null, 1);
    }

    /// A further round trip for a share of the samples.
    static Delay resent(
            DelayCause cause, double[] latencies, double factor, double[] uniforms, double share) {
        return new Delay(cause, Form.RESENT, latencies, 2 * factor, 0, uniforms, share);
    }

    /// A wait that is exponential with a mean, for a share of the samples.
    ///
    /// @param logarithms of uniform numbers
    static Delay waiting(DelayCause cause, double[] logarithms, double share, double mean) {
        return new Delay(cause, Form.WAIT, logarithms, mean, Math.log(share), null, 1);
    }

    /// The same for the samples of a branch, and nothing for the others.
    Delay within(double[] uniforms, double part) {
        if (branch != null) {
            // Both conditions of one sample: the resent share of those that take the branch.
            double[] both = new double[branch.length];
            for (int i = 0; i < both.length; i++) {
                both[i] = uniforms[i] < part && branch[i] < share ? 0 : 1;
            }
            return new Delay(cause, form, values, factor, bound, both, 0.5);
        }
        return new Delay(cause, form, values, factor, bound, uniforms, part);
    }

    void addTo(double[] target) {
        double[] taken = branch;
        if (taken != null) {
            for (int i = 0; i < target.length; i++) {
                if (taken[i] < share) {
                    target[i] += value(values, i);
                }
            }
            return;
        }
        double[] numbers = values;
        if (numbers == null) {
            for (int i = 0; i < target.length; i++) {
                target[i] += factor;
            }
        } else if (form == Form.WAIT) {
            for (int i = 0; i < target.length; i++) {
                target[i] += Math.max(0, (bound - numbers[i]) * factor);
            }
        } else {
            for (int i = 0; i < target.length; i++) {
                target[i] += factor * numbers[i];
            }
        }
    }

    double at(int i) {
        return branch == null || branch[i] < share ? value(values, i) : 0;
    }

    private double value(double @Nullable [] numbers, int i) {
        return switch (form) {
            case CONSTANT -> factor;
            case VALUES, RESENT -> numbers == null ? 0 : factor * numbers[i];
            case WAIT -> numbers == null ? 0 : Math.max(0, (bound - numbers[i]) * factor);
        };
    }
}
