package dev.berth.core.tensor;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/// A reference-counted block of a [TensorPool]; it goes back to the pool when the count reaches
/// zero, exactly once. Thread-safe.
final class TensorMemory {
    private final TensorPool pool;
    private final ByteBuffer block;
    private final AtomicInteger holders = new AtomicInteger(1);

    TensorMemory(TensorPool pool, ByteBuffer block) {
        this.pool = pool;
        this.block = block;
    }

    ByteBuffer block() {
        return block;
    }

    void retain() {
        if (holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException("tensor memory retained after its release");
        }
    }

    void release() {
        int before = holders.getAndUpdate(count -> count == 0 ? 0 : count - 1);
        if (before == 0) {
            throw new IllegalStateException("tensor memory released twice");
        }
        if (before == 1) {
            pool.giveBack(block);
        }
    }
}
