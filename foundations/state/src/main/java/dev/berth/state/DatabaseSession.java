package dev.berth.state;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection to the database of the state, which its callers take in turn, and which is made
/// again after a failure. Thread-safe.
final class DatabaseSession implements AutoCloseable {
    /// A turn takes milliseconds; one that hangs ends by the timeout of its connection.
    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(5);

    /// So that callers do not queue for a server that does not answer.
    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(500);

    private static final String NOTHING_CHANGED = "; nothing was changed";
    private static final String UNCERTAIN =
            "; whether the change was written is not known: look before you repeat it";

    private final StateDatabase database;
    private final LongSupplier nanoTime;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Connection connection;
    private @Nullable Object connectedTo;
    private @Nullable Problem refused;
    private long refusedNanos;
    private volatile boolean isClosed;

    DatabaseSession(StateDatabase database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
    }

    /// Work on a connection.
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /// Does work that changes nothing.
    ///
    /// @param absent its result where there is no database yet
    <T> T read(Work<T> work, T absent) {
        return inTurn(
                () -> {
                    if (!database.isPresent()) {
                        disconnect();
                        return absent;
                    }
                    return attempt(work, () -> "");
                });
    }

    /// Does work in a transaction in which no other process writes. If the work throws a problem,
    /// nothing was written.
    <T> T write(Work<T> work) {
        Result<T> result =
                inTurn(
                        () -> {
                            var outcome = new AtomicReference<>(NOTHING_CHANGED);
                            return attempt(
                                    connected -> {
                                        StateDatabase.execute(connected, database.beginWriting());
                                        Result<T> done = result(work, connected);
                                        if (done.failure() != null) {
                                            StateDatabase.execute(connected, List.of("rollback"));
                                            return done;
                                        }
                                        if (database.isCommitUncertain()) {
                                            outcome.set(UNCERTAIN);
                                        }
                                        StateDatabase.execute(connected, List.of("commit"));
                                        return done;
                                    },
                                    outcome::get);
                        });
        if (result.failure() != null) {
            throw result.failure();
        }
        return result.value();
    }

    /// What came of work: a problem of the caller's leaves the connection as good as before.
    private record Result<T>(@Nullable T given, @Nullable ProblemException failure) {
        T value() {
            return Objects.requireNonNull(given);
        }
    }

    private static <T> Result<T> result(Work<T> work, Connection connected) throws SQLException {
        try {
            return new Result<>(work.on(connected), null);
        } catch (ProblemException e) {
            return new Result<>(null, e);
        }
    }

    /// Uses the connection, and gives it up after a failure: that ends its transaction too.
    private <T> T attempt(Work<T> work, Supplier<String> outcome) {
        boolean isDone = false;
        try {
            T result = work.on(connection());
            isDone = true;
            return result;
        } catch (SQLException e) {
            Problem problem = database.problem(e);
            throw new ProblemException(
                    StateDatabase.unavailable(problem.message() + outcome.get(), problem.remedy()),
                    e);
        } finally {
            if (!isDone) {
                disconnect();
            }
        }
    }

    private interface Turn<T> {
        T take();
    }

    private <T> T inTurn(Turn<T> taken) {
        try {
            if (!turn.tryLock(TURN_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(
                        StateDatabase.unavailable(
                                "the state was in use for more than "
                                        + TURN_WAIT_MAX.toSeconds()
                                        + " s; nothing was changed",
                                "look at the load of its database"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    StateDatabase.unavailable(
                            "the thread that waited for the state was interrupted",
                            "repeat what is still wanted"),
                    e);
        }
        try {
            if (isClosed) {
                throw new ProblemException(
                        StateDatabase.unavailable(
                                "the store of the state is closed",
                                "close a store after the last use of it"));
            }
            return taken.take();
        } finally {
            endTurn();
        }
    }

    private Connection connection() {
        if (connection != null && database.identity().equals(connectedTo)) {
            return connection;
        }
        disconnect();
        if (refused != null && nanoTime.getAsLong() - refusedNanos < RECONNECT_PAUSE.toNanos()) {
            throw new ProblemException(refused);
        }
        refused = null;
        Problem problem;
        Throwable cause;
        try {
            Connection opened = database.connect();
            connection = opened;
            connectedTo = database.identity();
            return opened;
        } catch (SQLException e) {
            problem = database.problem(e);
            cause = e;
        } catch (LinkageError e) {
            problem =
                    StateDatabase.unavailable(
                            "the driver of the state's database cannot be loaded: " + e,
                            "look at its version, and at the folder for temporary files, from which"
                                    + " its library is loaded");
            cause = e;
        }
        refused = problem;
        refusedNanos = nanoTime.getAsLong();
        throw new ProblemException(problem, cause);
    }

    private void disconnect() {
        Connection given = connection;
        connection = null;
        connectedTo = null;
        if (given != null) {
            try {
                given.close();
            } catch (SQLException e) {
                // It is of no use any more.
            }
        }
    }

    /// A call that hangs closes the connection itself when it ends.
    @Override
    public void close() {
        isClosed = true;
        if (turn.tryLock()) {
            endTurn();
        }
    }

    private void endTurn() {
        if (isClosed) {
            disconnect();
        }
        turn.unlock();
    }
}
