package dev.berth.audit.finding;

import java.util.Locale;

/// How likely a finding is right by a reader's judgement.
public enum Confidence {
    /// It follows from what is written or measured.
    HIGH,

    /// It is so unless something that the audit does not see says otherwise.
    MEDIUM,

    /// It is worth a look.
    LOW;

    /// The word in reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
