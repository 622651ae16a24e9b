package dev.berth.serving.execution;

/// What the best server with the limits of a [SimulatedModel] would answer: it works on one row
/// after the other at the full rate of the largest batches, always, and knows exactly when each row
/// would be done. It refuses a request only if there is no room or it would be late, and so wastes
/// nothing. Its room is the queue's and one row for each executor.
final class IdealServer implements SimulatedServer {
    private final VirtualTime time;
    private final double nanosPerRow;
    private final int roomRows;
    private double freeNanos;

    IdealServer(VirtualTime time, SimulatedModel.Engine engine) {
        this.time = time;
        this.nanosPerRow = (double) VirtualTime.SECOND / engine.capacity();
        this.roomRows = SimulatedModel.QUEUE_ROWS_MAX + engine.executors();
    }

    @Override
    public void submit(long deadlineNanos, Outcome outcome) {
        double begin = Math.max((double) time.nanos(), freeNanos);
        double waitNanos = begin - time.nanos();
        double end = begin + nanosPerRow;
        if (waitNanos > (roomRows - 1) * nanosPerRow || end > deadlineNanos) {
            outcome.refused((long) waitNanos);
            return;
        }
        freeNanos = end;
        time.at((long) end, outcome::answered);
    }
}
