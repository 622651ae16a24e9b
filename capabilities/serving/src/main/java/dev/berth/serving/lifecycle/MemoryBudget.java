package dev.berth.serving.lifecycle;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.serving.execution.ModelInstance;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/// The native memory that models may hold all together, with the evictions that make room.
///
/// Design: a load first takes a [Room] of the size that the engine expects. If that exceeds the
/// limit, instances are evicted, the least recently used first, until it fits; those that a request
/// holds are passed over, and if only such are left the load waits for them. An instance counts
/// until its memory is given back, with what its engine reports at that moment: an arena grows with
/// use, which only the next load notices. Without a limit nothing is counted.
///
/// Thread-safe. Looking for room costs a walk over all instances, microseconds each.
public final class MemoryBudget {
    /// Requests hold a model for as long as one takes; a load that waits longer than this for all
    /// of them has no prospect.
    private static final Duration WAIT_MAX = Duration.ofSeconds(10);

    /// The end of a request is not reported, so as not to burden every one with it: looked for
    /// again after this time.
    private static final long POLL_MILLIS = 2;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final OptionalLong bytesMax;
    private final Set<ModelInstance> held = new HashSet<>();
    private final Set<ModelInstance> leaving = new HashSet<>();
    private long promisedBytes;

    /// @param bytesMax empty for no limit
    public MemoryBudget(OptionalLong bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// Room for an instance that is being loaded. Blocks while others make room.
    ///
    /// @param bytes not too much
    /// @param evict retires an instance and has it closed, unless a request holds it or it does not
    ///   serve yet; takes microseconds
    /// @throws PackageLoader.NoRoom if requests hold the others for too long
    Room take(ModelReference model, long bytes, Predicate<ModelInstance> evict)
            throws PackageLoader.NoRoom {
        if (bytesMax.isEmpty()) {
            return new Room(0);
        }
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        synchronized (this) {
            while (!fits(bytes)) {
                boolean enough = fits(bytes - bytesOf(leaving));
                if (enough || !evictOne(evict)) {
                    requireTime(model, bytes, end);
                    try {
                        wait(POLL_MILLIS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new PackageLoader.NoRoom(noRoom(model, bytes));
                    }
                }
            }
            promisedBytes += bytes;
        }
        return new Room(bytes);
    }

    /// The same if there is room without an eviction.
    synchronized Optional<Room> tryTake(long bytes) {
        if (bytesMax.isEmpty()) {
            return Optional.of(new Room(0));
        }
        if (!fits(bytes)) {
            return Optional.empty();
        }
        promisedBytes += bytes;
        return Optional.of(new Room(bytes));
    }

    /// The memory of an instance has been given back.
    public synchronized void closed(ModelInstance instance) {
        held.remove(instance);
        leaving.remove(instance);
        notifyAll();
    }

    /// Whether this much can never be had.
    boolean isTooMuch(long bytes) {
        return bytesMax.isPresent() && bytes > bytesMax.getAsLong();
    }

    Problem tooMuch(ModelReference model, long bytes) {
        return Problem.of(
                ProblemCode.MODEL_NOT_READY,
                "model "
                        + model
                        + " needs about "
                        + bytes
                        + " bytes of memory, more than the "
                        + bytesMax.orElseThrow()
                        + " that all models may hold together",
                "raise the memory limit (--model-memory-limit)");
    }

    private boolean fits(long bytes) {
        return bytesOf(held) + promisedBytes + bytes <= bytesMax.orElseThrow();
    }

    private static long bytesOf(Set<ModelInstance> instances) {
        return instances.stream().mapToLong(one -> one.memory().totalBytes()).sum();
    }

    private boolean evictOne(Predicate<ModelInstance> evict) {
        // Read once each: answers move it meanwhile, and sorting needs an order that stays.
        List<Used> oldestFirst =
                held.stream()
                        .filter(instance -> !leaving.contains(instance))
                        .map(instance -> new Used(instance, instance.lastUsedMillis()))
                        .sorted(Comparator.comparingLong(Used::lastMillis))
                        .toList();
        for (Used one : oldestFirst) {
            if (evict.test(one.instance())) {
                leaving.add(one.instance());
                return true;
            }
        }
        return false;
    }

    private record Used(ModelInstance instance, long lastMillis) {}

    private void requireTime(ModelReference model, long bytes, long end)
            throws PackageLoader.NoRoom {
        if (System.nanoTime() - end > 0) {
            throw new PackageLoader.NoRoom(noRoom(model, bytes));
        }
    }

    private Problem noRoom(ModelReference model, long bytes) {
        return Problem.of(
                        ProblemCode.MODEL_NOT_READY,
                        "there is no room for model "
                                + model
                                + ": it needs about "
                                + bytes
                                + " bytes, and requests hold the other models of the "
                                + bytesMax.orElseThrow()
                                + " bytes that all may hold together",
                        "send it again later, raise --model-memory-limit, or run more replicas")
                .withRetryAfter(RETRY_AFTER);
    }

    /// Room that a load has; the instance takes it over, or it is given back.
    final class Room implements AutoCloseable {
        private final long bytes;
        private boolean settled;

        private Room(long bytes) {
            this.bytes = bytes;
        }

        /// The instance has been loaded and takes the room over. If it holds more than was
        /// expected, others are evicted as far as they are idle.
        ///
        /// @return what it holds
        long settle(ModelInstance instance, Predicate<ModelInstance> evict) {
            long actual = instance.memory().totalBytes();
            if (bytesMax.isPresent()) {
                synchronized (MemoryBudget.this) {
                    settled = true;
                    promisedBytes -= bytes;
                    held.add(instance);
                    boolean evicted = !isTooMuch(actual);
                    while (evicted && !fits(-bytesOf(leaving))) {
                        evicted = evictOne(evict);
                    }
                }
            }
            return actual;
        }

        /// Gives it back, unless an instance has taken it over.
        @Override
        public void close() {
            synchronized (MemoryBudget.this) {
                if (!settled) {
                    promisedBytes -= bytes;
                    MemoryBudget.this.notifyAll();
                }
            }
        }
    }
}
