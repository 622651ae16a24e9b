package dev.berth.serving;

/// Whether more is asked of a version than it can do, for longer than a burst. Not thread-safe, but
/// for [#isExcessive]; its queue guards it.
///
/// Idea: a full queue alone tells little. Callers who each wait for an answer before they ask again
/// fill a queue up to their number and no further: refusing them helps nobody, and all are
/// answered. Callers who know nothing of each other fill any queue, and then everybody waits the
/// whole queue long for as long as the demand lasts. So the queue is one that takes bursts until it
/// has been filled to its limit once. From then on the demand is *excessive* until executors had
/// room for as many rows more than were asked for as the queue holds, refused ones counted as asked
/// for; or, since callers who wait may take all that executors can do, until twice as many rows
/// were served without one that was refused, which just above capacity is no chance. A demand that
/// stays above capacity therefore stays excessive, one at nine tenths of it is normal again after
/// ten queues' worth of work at most, and between the two lies a whole queue, so that a demand near
/// capacity does not flutter.
///
/// Cost: an addition for each request and batch. References: the leaky bucket of traffic policing
/// (ITU-T I.371), leaking at the rate that executors show.
final class Demand {
    private static final int UNREFUSED_QUEUES = 2;

    private final int excessMax;
    private double excess;
    private double servedSinceRefusal;
    private volatile boolean excessive;

    private Demand(int excessMax) {
        this.excessMax = excessMax;
    }

    /// @param excessMax rows asked for beyond capacity after which the demand is excessive
    static Demand excessiveBeyond(int excessMax) {
        return new Demand(excessMax);
    }

    /// For a queue whose requests cost less to serve than to refuse: never excessive.
    static Demand neverExcessive() {
        return new Demand(0);
    }

    boolean isExcessive() {
        return excessive;
    }

    /// The queue has no room for one more.
    void overflowed() {
        excessive = excessMax > 0;
        excess = excessMax;
        servedSinceRefusal = 0;
    }

    /// A request was pushed out.
    void refused() {
        servedSinceRefusal = 0;
    }

    /// So many rows were asked for, admitted or not.
    void asked(int rows) {
        if (excessive) {
            excess = Math.min(excessMax, excess + rows);
        }
    }

    /// Executors took so many rows, or could have while they had nothing to do.
    void served(double rows) {
        if (excessive) {
            excess -= rows;
            servedSinceRefusal += rows;
            excessive = excess > 0 && servedSinceRefusal < UNREFUSED_QUEUES * excessMax;
        }
    }

    /// Rows that must be worked off before the demand is normal.
    double excess() {
        return excessive ? excess : 0;
    }
}
