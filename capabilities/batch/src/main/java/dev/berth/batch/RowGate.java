package dev.berth.batch;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Back pressure on requests: as many rows are in flight as the queue of the model takes without a
/// refusal. A request that must not be joined with others waits until it is the only one.
/// Thread-safe, first come first served.
final class RowGate {
    private final int rowsMax;
    private final Semaphore rows;

    /// @param rowsMax at least 1
    RowGate(int rowsMax) {
        this.rowsMax = rowsMax;
        this.rows = new Semaphore(rowsMax, true);
    }

    /// Waits for room.
    ///
    /// @return closed by the caller
    Entry enter(int wanted) throws InterruptedException {
        int taken = Math.min(wanted, rowsMax);
        rows.acquire(taken);
        return new Entry(taken);
    }

    /// Waits until no other request is in flight.
    ///
    /// @return closed by the caller
    Entry enterAlone() throws InterruptedException {
        return enter(rowsMax);
    }

    /// Room for a request, until it is closed; closed again, nothing happens.
    final class Entry implements AutoCloseable {
        private final AtomicInteger taken;

        private Entry(int taken) {
            this.taken = new AtomicInteger(taken);
        }

        @Override
        public void close() {
            rows.release(taken.getAndSet(0));
        }
    }
}
