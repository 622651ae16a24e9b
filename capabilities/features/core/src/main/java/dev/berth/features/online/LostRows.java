package dev.berth.features.online;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/// Problems of stored values that can no longer be read.
public final class LostRows {
    private static final String REMEDY =
            "materialize the view with `--full`; a view that is fed alone, without a history, begins"
                    + " anew with another version";

    private LostRows() {}

    /// The problem of a view whose rows were lost with a damaged part of the store.
    public static ProblemException problem(ViewReference view) {
        return new ProblemException(
                ProblemCode.STORE_DAMAGED,
                "the rows of " + view + " are lost with a damaged part of the store",
                REMEDY);
    }

    /// Decodes a stored value.
    ///
    /// @param what names the value: `a row of departures@1`
    /// @throws ProblemException `store-damaged` if Berth did not write these bytes
    public static <T> T read(String what, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | NoSuchElementException foreign) {
            throw foreign(what, foreign);
        }
    }

    /// Decodes a row of a view, without building a name for each row.
    ///
    /// @throws ProblemException as [#read]
    public static <T> T readRow(ViewReference view, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | NoSuchElementException foreign) {
            throw foreign("a row of " + view, foreign);
        }
    }

    /// The problem of a value that can be read but was not written by Berth.
    ///
    /// @param what as in [#read]
    static ProblemException foreign(String what, RuntimeException found) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.STORE_DAMAGED,
                        what + " is not what Berth wrote: " + found.getMessage(),
                        REMEDY),
                found);
    }
}
