package dev.berth.serving.queue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Intrusive doubly linked deque of requests in arrival order. Add, poll and remove are O(1) at any
/// position, so that mass cancellation does not scan the queue. Not thread-safe.
final class RequestDeque<R extends QueueEntry<R>> implements Iterable<R> {
    private @Nullable R oldest;
    private @Nullable R newest;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// Behind all others.
    ///
    /// @throws IllegalStateException if it waits already, here or elsewhere
    void add(R request) {
        if (request.waitsIn != null) {
            throw new IllegalStateException("a request cannot wait twice at the same time");
        }
        request.waitsIn = this;
        request.older = newest;
        if (newest == null) {
            oldest = request;
        } else {
            newest.newer = request;
        }
        newest = request;
        size++;
    }

    /// The oldest waiting request.
    ///
    /// @throws NoSuchElementException if none waits
    R oldest() {
        return present(oldest);
    }

    /// The newest waiting request.
    ///
    /// @throws NoSuchElementException if none waits
    R newest() {
        return present(newest);
    }

    private static <R> R present(@Nullable R request) {
        if (request == null) {
            throw new NoSuchElementException("no request waits");
        }
        return request;
    }

    /// Takes a request out, wherever it stands.
    ///
    /// @return false if it does not wait here
    boolean remove(R request) {
        if (request.waitsIn != this) {
            return false;
        }
        R older = request.older;
        R newer = request.newer;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        request.older = null;
        request.newer = null;
        request.waitsIn = null;
        size--;
        return true;
    }

    /// From the oldest to the newest; valid until one is added or removed.
    @Override
    public Iterator<R> iterator() {
        return new Iterator<>() {
            private @Nullable R next = oldest;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public R next() {
                R here = present(next);
                next = here.newer;
                return here;
            }
        };
    }
}
