package dev.berth.audit.finding;

import java.util.Comparator;

/// An anti-pattern at a place.
///
/// @param what was seen, in one sentence without its end
/// @param subject the name by which the finding is recognised when lines move, such as a function's
/// @param remedy how to mend it
public record Finding(
        Smell smell, Place place, String subject, String what, String remedy, Confidence confidence)
        implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::place)
                    .thenComparing(Finding::smell)
                    .thenComparing(Finding::subject)
                    .thenComparing(Finding::what);

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
