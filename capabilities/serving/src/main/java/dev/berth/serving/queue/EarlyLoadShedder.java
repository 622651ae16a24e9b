package dev.berth.serving.queue;

/// Which newcomers of an excessive demand are heard, by how many came and were taken lately. Not
/// thread-safe; its queue guards it.
///
/// Design: of five who come where executors serve one, four will yield to newer ones, whatever they
/// ask for. To read what they ask for is work for nothing, the more the longer bodies are, and
/// takes processors away from the executors. So only as many are heard as leave executors a choice:
/// three times what they took lately, evenly among those who come. Of these the newest are served,
/// a little later than if all had been heard.
///
/// Cost: a division for each newcomer. Reference: H. Zhou et al., Overload Control for Scaling
/// WeChat Microservices, SoCC 2018 (what will be dropped is best dropped first).
final class EarlyLoadShedder {
    /// Requests heard for each that executors take.
    private static final double CHOICE = 3;

    /// What is left of earlier counts when an executor takes its share: some sixteen shares count.
    private static final double KEPT = 15.0 / 16;

    private double came;
    private double taken;
    private double due;

    /// The demand has become excessive.
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

    /// One more comes; whether it is heard.
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
