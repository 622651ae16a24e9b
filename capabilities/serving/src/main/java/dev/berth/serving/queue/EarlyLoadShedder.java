package dev.berth.serving.queue;

/// Early load shedder: during overload it rejects requests before their body is read and admits
/// three times the recent dispatch rate, spread evenly over arrivals. Not thread-safe; its queue
/// guards it.
///
/// Design: at five times the capacity, four of five requests will be shed for newer ones. Reading
/// their bodies is wasted work and takes processors away from the executors. So only as many are
/// admitted as leave executors a choice; of these the newest are served, a little later than if all
/// had been admitted.
///
/// Cost: a division for each arrival. Reference: H. Zhou et al., Overload Control for Scaling
/// WeChat Microservices, SoCC 2018 (what will be dropped is best dropped first).
final class EarlyLoadShedder {
    /// Requests admitted for each that executors take.
    private static final double CHOICE = 3;

    /// What is left of earlier counts when an executor takes its share: some sixteen shares count.
    private static final double KEPT = 15.0 / 16;

    private double came;
    private double taken;
    private double due;

    /// An overload has begun.
    ///
    /// @param requests as many are taken to have come, and to have been taken
    void begin(int requests) {
        came = requests;
        taken = requests;
        due = 0;
    }

    /// An executor took so many.
    void onDispatched(int requests) {
        came *= KEPT;
        taken = taken * KEPT + requests;
    }

    /// Whether one more arrival is admitted.
    boolean tryAdmit() {
        double wanted = CHOICE * taken;
        due += wanted >= came ? 1 : wanted / came;
        came++;
        if (due < 1) {
            return false;
        }
        due--;
        return true;
    }
}
