package dev.berth.evaluation.significance;

import java.util.Locale;

/// p-values as messages write them.
public final class PValueText {
    /// Below it a p-value says nothing more, and may be 0 by rounding.
    private static final double SHOWN_MIN = 1e-99;

    private PValueText() {}

    /// Such as `p = 0.012` or `p < 1e-99`.
    public static String of(double pValue) {
        return pValue < SHOWN_MIN ? "p < 1e-99" : String.format(Locale.ROOT, "p = %.2g", pValue);
    }
}
