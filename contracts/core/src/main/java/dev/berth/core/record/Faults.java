package dev.berth.core.record;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.util.ArrayList;
import java.util.List;

/// Faults as they are found: the first [#KEPT_MAX] of them and a count of all.
public final class Faults {
    /// As many as a person would mend before sending again.
    public static final int KEPT_MAX = 100;

    private final List<Problem.Fault> kept = new ArrayList<>();
    private int count;

    public void add(String place, String found, String expected) {
        if (count++ < KEPT_MAX) {
            kept.add(new Problem.Fault(place, found, expected));
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// All faults as one problem, `record-invalid`; there is at least one.
    public Problem asProblem() {
        Problem.Fault first = kept.getFirst();
        String message =
                count == 1
                        ? first.toString()
                        : count + " faults; the first: " + first + shownOf(kept.size());
        return Problem.of(
                        ProblemCode.RECORD_INVALID,
                        message,
                        "mend what the faults name; the model's signature, at /docs of a server, says what"
                                + " each field takes")
                .withFaults(kept);
    }

    private String shownOf(int shown) {
        return count > shown ? " (" + shown + " are listed, and " + (count - shown) + " more)" : "";
    }
}
