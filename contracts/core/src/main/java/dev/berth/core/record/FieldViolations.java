package dev.berth.core.record;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// Collector of the violations in a request: the first of them and a count of all, up to a bound at
/// which reading ends.
public final class FieldViolations {
    /// As many as a person would mend before sending again.
    public static final int KEPT_MAX = 100;

    /// The caller that sends so many has another form in mind, and a body has room for millions; a
    /// violation in each of as many records as an endpoint takes by default is less.
    static final int COUNTED_MAX = 20_000;

    private static final String NOT_KEPT =
            ", of which none is listed, as those of records before it are";

    private final int keptMax;
    private final int countedMax;
    private final List<Problem.FieldViolation> kept = new ArrayList<>();
    private int count;

    public FieldViolations() {
        this(KEPT_MAX, COUNTED_MAX);
    }

    private FieldViolations(int keptMax, int countedMax) {
        this.keptMax = keptMax;
        this.countedMax = countedMax;
    }

    /// For the next of several records, each with violations of its own, which are reported
    /// together: as many are kept of all as would be of one.
    public FieldViolations next() {
        return new FieldViolations(keptMax - kept.size(), countedMax);
    }

    /// Counts one more without words if no more are kept, which saves finding them.
    ///
    /// @return false if it must be [#add]ed
    /// @throws ProblemException as [#add]
    boolean addUnkept() {
        if (count < keptMax) {
            return false;
        }
        counted();
        return true;
    }

    /// Adds one that was found.
    ///
    /// @throws ProblemException `record-invalid` if there are too many to continue
    public void add(String place, String found, String expected) {
        if (count < keptMax) {
            kept.add(new Problem.FieldViolation(place, found, expected));
        }
        counted();
    }

    private void counted() {
        if (++count == countedMax) {
            throw asProblem().asException();
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// All violations as one problem, `record-invalid`; there is at least one.
    public Problem asProblem() {
        return Problem.of(
                        ProblemCode.RECORD_INVALID,
                        message(),
                        "correct the values that `errors` names; the model's signature, at /docs of a server,"
                                + " says what each field takes")
                .withViolations(kept);
    }

    private String message() {
        if (kept.isEmpty()) {
            return shownCount() + (count == 1 ? " error" : " errors") + NOT_KEPT;
        }
        Problem.FieldViolation first = kept.getFirst();
        return count == 1
                ? first.toString()
                : shownCount() + " errors; the first: " + first + shownOf(kept.size());
    }

    private String shownCount() {
        return count == countedMax ? count + " or more" : Integer.toString(count);
    }

    private String shownOf(int shown) {
        return count > shown ? " (" + shown + " are listed, and " + (count - shown) + " more)" : "";
    }
}
