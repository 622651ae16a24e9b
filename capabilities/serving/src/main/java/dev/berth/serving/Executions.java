package dev.berth.serving;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.runtime.Execution;
import dev.berth.runtime.LoadedArtifact;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The executions of one artifact: opened when first needed, kept, and closed when all have come
/// back. Thread-safe.
///
/// A run that finds no other under way gets the execution that is spread over several processors,
/// if the artifact has one; those that come meanwhile get executions of one thread each.
final class Executions {
    private static final Logger LOG = LoggerFactory.getLogger(Executions.class);

    private final LoadedArtifact artifact;
    private final List<TensorSpec> optional;
    private final ArrayDeque<Execution> idle = new ArrayDeque<>();
    private @Nullable Execution spread;
    private Spread spreadState = Spread.UNKNOWN;
    private int borrowed;

    private enum Spread {
        /// The artifact was not asked for one yet.
        UNKNOWN,
        OPEN,
        NONE
    }

    /// @param optional the artifact's optional inputs that every run gives
    Executions(LoadedArtifact artifact, List<TensorSpec> optional) {
        this.artifact = artifact;
        this.optional = List.copyOf(optional);
    }

    /// An execution for the calling thread alone, until it is given back.
    Execution borrow() {
        boolean asksForSpread;
        synchronized (this) {
            // The spread execution is lent to lone runs only, so that it is here when none is lent.
            boolean alone = borrowed++ == 0;
            if (alone && spread != null) {
                return spread;
            }
            asksForSpread = alone && spreadState == Spread.UNKNOWN;
            Execution execution = asksForSpread ? null : idle.pollLast();
            if (execution != null) {
                return execution;
            }
        }
        // Opening can take as long as loading; the others go on meanwhile.
        boolean opened = false;
        try {
            Execution execution = asksForSpread ? openSpread() : artifact.openExecution(optional);
            opened = true;
            return execution;
        } finally {
            if (!opened) {
                returned();
            }
        }
    }

    /// The spread execution, or one of the others where there is none.
    private Execution openSpread() {
        Optional<Execution> open = Optional.empty();
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

    synchronized void giveBack(Execution execution) {
        if (!execution.equals(spread)) {
            idle.addLast(execution);
        }
        returned();
    }

    private synchronized void returned() {
        borrowed--;
        notifyAll();
    }

    /// Blocks until every borrowed execution is back, then closes all.
    synchronized void closeAll() throws InterruptedException {
        while (borrowed > 0) {
            wait();
        }
        if (spread != null) {
            idle.addLast(spread);
            spread = null;
        }
        for (Execution execution : idle) {
            execution.close();
        }
        idle.clear();
    }
}
