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

    /// Of these, the samples that take a way within the way; null if all do.
    private final double @Nullable [] inner;

    private final double innerShare;

    /// Kind of delay.
    enum Form {
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
            double share,
            double @Nullable [] inner,
            double innerShare) {
        this.cause = cause;
        this.form = form;
        this.values = values;
        this.factor = factor;
        this.bound = bound;
        this.branch = branch;
        this.share = share;
        this.inner = inner;
        this.innerShare = innerShare;
    }

    private static Delay always(
            DelayCause cause, Form form, double @Nullable [] values, double factor, double bound) {
        return new Delay(cause, form, values, factor, bound, null, 1, null, 1);
    }

    static Delay constant(DelayCause cause, double seconds) {
        return always(cause, Form.CONSTANT, null, seconds, 0);
    }

    /// @param factor of each value
    static Delay values(DelayCause cause, double[] values, double factor) {
        return always(cause, Form.VALUES, values, factor, 0);
    }

    /// A further round trip for a share of the samples.
    static Delay resent(
            DelayCause cause, double[] latencies, double factor, double[] uniforms, double share) {
        return new Delay(cause, Form.RESENT, latencies, 2 * factor, 0, uniforms, share, null, 1);
    }

    /// A wait that is exponential with a mean, for a share of the samples.
    ///
    /// @param logarithms of uniform numbers
    static Delay waiting(DelayCause cause, double[] logarithms, double share, double mean) {
        return always(cause, Form.WAIT, logarithms, mean, Math.log(share));
    }

    /// The same for the samples of a branch, and nothing for the others.
    Delay within(double[] uniforms, double part) {
        return new Delay(cause, form, values, factor, bound, uniforms, part, branch, share);
    }

    /// Enters all that its values depend on.
    void describe(LatencyKey.Builder key) {
        key.add(form, values, branch, inner);
        key.add(factor, bound, share, innerShare);
    }

    void addTo(double[] target) {
        double[] taken = branch;
        if (taken != null) {
            for (int i = 0; i < target.length; i++) {
                if (taken[i] < share && isTakenWithin(i)) {
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
        return (branch == null || branch[i] < share) && isTakenWithin(i) ? value(values, i) : 0;
    }

    private boolean isTakenWithin(int i) {
        return inner == null || inner[i] < innerShare;
    }

    private double value(double @Nullable [] numbers, int i) {
        return switch (form) {
            case CONSTANT -> factor;
            case VALUES, RESENT -> numbers == null ? 0 : factor * numbers[i];
            case WAIT -> numbers == null ? 0 : Math.max(0, (bound - numbers[i]) * factor);
        };
    }
}
