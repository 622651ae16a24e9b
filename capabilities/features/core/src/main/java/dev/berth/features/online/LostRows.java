package dev.berth.features.online;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/// What is said of rows that were there and cannot be read any more.
public final class LostRows {
    private static final String REMEDY =
            "materialize the view with `--full`; a view that is fed alone, without a history, begins"
                    + " anew with another version";

    private LostRows() {}

    /// That of a view all of whose rows went with a damaged part of the store.
    public static ProblemException problem(ViewReference view) {
        return new ProblemException(
                ProblemCode.STORE_DAMAGED,
                "the rows of " + view + " are lost with a damaged part of the store",
                REMEDY);
    }

    /// Reads a value of the store from its bytes.
    ///
    /// @param what the value is: `a row of departures@1`
    /// @throws ProblemException `store-damaged` if the bytes are not what Berth wrote
    public static <T> T read(String what, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | NoSuchElementException foreign) {
            throw foreign(what, foreign);
        }
    }

    /// Reads a row of a view from its bytes: the same, without a text for each row.
    ///
    /// @throws ProblemException as [#read]
    public static <T> T readRow(ViewReference view, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | NoSuchElementException foreign) {
            throw foreign("a row of " + view, foreign);
        }
    }

    /// That of a value that can be read and is not what Berth wrote.
    ///
    /// @param what as of [#read]
    static ProblemException foreign(String what, RuntimeException found) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.STORE_DAMAGED,
                        what + " is not what Berth wrote: " + found.getMessage(),
                        REMEDY),
                found);
    }
}
