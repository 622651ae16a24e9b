package dev.berth.client.pool;

import org.jspecify.annotations.Nullable;

/// List of calls in order of arrival with removal at any position in constant time. A call is in
/// one list at most. Not thread-safe.
final class CallList<C> {
    private @Nullable PooledCall<C> first;
    private @Nullable PooledCall<C> last;
    private int size;

    int size() {
        return size;
    }

    @Nullable PooledCall<C> first() {
        return first;
    }

    @Nullable PooledCall<C> last() {
        return last;
    }

    void addLast(PooledCall<C> call) {
        if (call.list != null) {
            throw new IllegalStateException("the call is in a list already");
        }
        call.list = this;
        call.previous = last;
        if (last == null) {
            first = call;
        } else {
            last.next = call;
        }
        last = call;
        size++;
    }

    void remove(PooledCall<C> call) {
        if (call.list != this) {
            throw new IllegalStateException("the call is not in this list");
        }
        PooledCall<C> before = call.previous;
        PooledCall<C> after = call.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        call.previous = null;
        call.next = null;
        call.list = null;
        size--;
    }
}
