package dev.berth.batch;

import java.util.concurrent.Semaphore;

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
    /// @return what [#leave] takes
    int enter(int wanted) throws InterruptedException {
        int taken = Math.min(wanted, rowsMax);
        rows.acquire(taken);
        return taken;
    }

    /// Waits until no other request is in flight.
    ///
    /// @return what [#leave] takes
    int enterAlone() throws InterruptedException {
        return enter(rowsMax);
    }

    void leave(int taken) {
        rows.release(taken);
    }
}
