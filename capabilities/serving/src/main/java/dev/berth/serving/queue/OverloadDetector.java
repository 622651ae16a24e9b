package dev.berth.serving.queue;

/// Whether more is asked of a version than it can do, and how many may wait then. Not thread-safe,
/// but for [#isOverloaded]; its queue guards it.
///
/// Design: the demand is *excessive* from the moment at which the queue has no room for a newcomer
/// until nothing waits any more. What tells a burst from a lasting excess is not how long the queue
/// is but how long it stands: the fewest rows that waited at any time of an *interval* were in that
/// interval of no use to anybody. A burst's queue is worked off to the end, and so all of it is
/// kept; of a queue that stood while nine times as many rows were served, twice what was of use is
/// kept from then on, and refusals come early. What is lost if the excess ends just then is a tenth
/// of what was served.
///
/// Cost: some additions for each batch. Reference: K. Nichols and V. Jacobson, Controlling Queue
/// Delay, ACM Queue 10 (5), 2012 (the standing queue is the minimum over an interval).
public final class OverloadDetector {
    /// Rows served in an interval, in queues: what may be lost at its end is one.
    private static final int INTERVAL_QUEUES = 9;

    /// As many times as many rows may wait as were of use in the last interval.
    private static final int OF_USE_TIMES = 2;

    private final int rowsMax;
    private volatile boolean excessive;
    private int room;
    private int fewest;
    private long served;

    private OverloadDetector(int rowsMax) {
        this.rowsMax = rowsMax;
        this.room = rowsMax;
    }

    /// For a queue of this many rows.
    ///
    /// @param rowsMax rows that may wait in a burst
    public static OverloadDetector excessiveBeyond(int rowsMax) {
        return new OverloadDetector(rowsMax);
    }

    /// For a queue whose requests cost less to serve than to refuse: never excessive.
    public static OverloadDetector neverExcessive() {
        return new OverloadDetector(0);
    }

    boolean isOverloaded() {
        return excessive;
    }

    /// The queue has no room for one more.
    void overflowed() {
        if (!excessive && rowsMax > 0) {
            excessive = true;
            room = rowsMax;
            beginInterval();
        }
    }

    private void beginInterval() {
        served = 0;
        fewest = room;
    }

    /// An executor took some.
    ///
    /// @param taken rows
    /// @param waiting rows that are left
    void onDispatched(int taken, int waiting) {
        if (!excessive) {
            return;
        }
        served += taken;
        fewest = Math.min(fewest, waiting);
        if (waiting == 0) {
            excessive = false;
        } else if (served >= (long) INTERVAL_QUEUES * rowsMax) {
            room = Math.min(room, OF_USE_TIMES * (room - fewest));
            beginInterval();
        }
    }

    /// Rows that may wait.
    ///
    /// @param least that may in any case
    int room(long least) {
        return (int) Math.min(rowsMax, Math.max(least, room));
    }

    /// Whether the queue has stood for an interval.
    boolean isLasting() {
        return excessive && room < rowsMax;
    }
}
