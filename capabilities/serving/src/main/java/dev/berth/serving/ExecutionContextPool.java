package dev.berth.serving;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The executions of one artifact: opened when first needed, kept, and closed when all have come
/// back. Thread-safe.
///
/// A run that finds no other under way, of this artifact or another, may get the execution that is
/// spread over several processors, if the artifact has one and [ParallelismSelector] finds it
/// quicker for so many rows; those that come meanwhile get executions of one thread each.
final class ExecutionContextPool {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionContextPool.class);

    private final LoadedArtifact artifact;
    private final List<TensorSpec> optional;
    private final BooleanSupplier othersRun;
    private final ArrayDeque<ExecutionContext> idle = new ArrayDeque<>();
    private @Nullable ExecutionContext spread;
    private Spread spreadState = Spread.UNKNOWN;
    private final ParallelismSelector times = new ParallelismSelector();
    private int borrowed;
    private int borrowedForBackground;
    private long borrows;

    private enum Spread {
        /// The artifact was not asked for one yet.
        UNKNOWN,
        OPEN,
        NONE
    }

    /// @param optional the artifact's optional inputs that every run gives
    /// @param othersRun whether other threads than the calling one execute something, also in the
    ///   background
    ExecutionContextPool(
            LoadedArtifact artifact, List<TensorSpec> optional, BooleanSupplier othersRun) {
        this.artifact = artifact;
        this.optional = List.copyOf(optional);
        this.othersRun = othersRun;
    }

    /// An execution in use.
    ///
    /// @param isSpread whether it runs on several processors
    /// @param order how many were borrowed before
    /// @param isAlone whether it was borrowed for a lone run of an artifact that may have two ways
    record Borrowed(
            ExecutionContext execution,
            RequestPriority precedence,
            boolean isSpread,
            int rows,
            boolean isAlone,
            long order,
            long nanos) {

        private static Borrowed foreground(
                ExecutionContext execution,
                boolean isSpread,
                int rows,
                boolean isAlone,
                long order) {
            return new Borrowed(
                    execution,
                    RequestPriority.FOREGROUND,
                    isSpread,
                    rows,
                    isAlone,
                    order,
                    System.nanoTime());
        }
    }

    /// An execution for the calling thread alone, until it is given back.
    ///
    /// @param rows of the run that it is for
    Borrowed borrow(int rows, RequestPriority precedence) {
        return switch (precedence) {
            case FOREGROUND -> borrow(rows);
            case BACKGROUND -> borrowForBackground(rows);
        };
    }

    /// One thread's. It is not counted with the others: whether anything runs beside a lone run of
    /// the foreground is asked elsewhere.
    private Borrowed borrowForBackground(int rows) {
        ExecutionContext execution;
        long order;
        synchronized (this) {
            borrowedForBackground++;
            order = borrows;
            execution = idle.pollLast();
        }
        boolean opened = execution != null;
        try {
            ExecutionContext own = execution == null ? artifact.openExecution(optional) : execution;
            opened = true;
            return new Borrowed(
                    own, RequestPriority.BACKGROUND, false, rows, false, order, System.nanoTime());
        } finally {
            if (!opened) {
                returned(RequestPriority.BACKGROUND);
            }
        }
    }

    private Borrowed borrow(int rows) {
        boolean alone;
        long order;
        boolean asksForSpread;
        synchronized (this) {
            // The spread execution is lent to lone runs only, so that it is here when none is lent.
            boolean first = borrowed++ == 0;
            order = borrows++;
            alone = first && spreadState != Spread.NONE && !othersRun.getAsBoolean();
            boolean wantsSpread = alone && times.spreads(rows);
            if (wantsSpread && spread != null) {
                return Borrowed.foreground(spread, true, rows, true, order);
            }
            asksForSpread = wantsSpread;
            ExecutionContext execution = asksForSpread ? null : idle.pollLast();
            if (execution != null) {
                return Borrowed.foreground(execution, false, rows, alone, order);
            }
        }
        // Opening can take as long as loading; the others go on meanwhile.
        boolean opened = false;
        try {
            ExecutionContext execution =
                    asksForSpread ? openSpread() : artifact.openExecution(optional);
            opened = true;
            return Borrowed.foreground(execution, isSpread(execution), rows, alone, order);
        } finally {
            if (!opened) {
                returned(RequestPriority.FOREGROUND);
            }
        }
    }

    private synchronized boolean isSpread(ExecutionContext execution) {
        return execution.equals(spread);
    }

    /// The spread execution, or one of the others where there is none.
    private ExecutionContext openSpread() {
        Optional<ExecutionContext> open = Optional.empty();
        try {
            open = artifact.openSpreadExecution(optional);
        } catch (ProblemException e) {
            LOG.warn("an artifact runs on one thread each time, for want of more: {}", e.problem());
        }
        synchronized (this) {
            spread = open.orElse(null);
            spreadState = open.isPresent() ? Spread.OPEN : Spread.NONE;
            if (spread != null) {
                return spread;
            }
        }
        return artifact.openExecution(optional);
    }

    /// @param rowsRun rows that it ran and that were not terminated or failed; its time tells
    ///   something only if these are all that it was borrowed for
    synchronized void giveBack(Borrowed back, int rowsRun) {
        boolean undisturbed = back.isAlone() && borrows == back.order() + 1;
        if (undisturbed && rowsRun == back.rows() && spreadState == Spread.OPEN) {
            times.took(back.rows(), back.isSpread(), System.nanoTime() - back.nanos());
        }
        if (!back.isSpread()) {
            idle.addLast(back.execution());
        }
        returned(back.precedence());
    }

    private synchronized void returned(RequestPriority precedence) {
        switch (precedence) {
            case FOREGROUND -> borrowed--;
            case BACKGROUND -> borrowedForBackground--;
        }
        notifyAll();
    }

    /// Blocks until every borrowed execution is back, then closes all.
    synchronized void closeAll() throws InterruptedException {
        while (borrowed + borrowedForBackground > 0) {
            wait();
        }
        if (spread != null) {
            idle.addLast(spread);
            spread = null;
        }
        for (ExecutionContext execution : idle) {
            execution.close();
        }
        idle.clear();
    }
}
