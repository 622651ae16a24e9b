package dev.berth.placement.verification;

import java.util.Locale;

/// Whether a prediction holds.
public enum Verdict {
    /// The measured value is as near as required, and there are enough samples to say so.
    WITHIN,
    /// It is not, and chance does not explain it.
    MISSED,
    /// There are too few samples to say.
    UNCLEAR,
    /// It could not be measured on this machine.
    NOT_MEASURED;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
