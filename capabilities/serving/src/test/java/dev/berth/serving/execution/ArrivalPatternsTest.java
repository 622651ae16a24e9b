package dev.berth.serving.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.serving.execution.Callers.Answers;
import dev.berth.serving.execution.SimulatedModel.Engine;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Goodput of one version under loads of every kind ([ArrivalPattern]), in simulated time: from two
/// seconds on at least nine tenths of what an [IdealServer] with the same queue answers in time of
/// the same load. That is the least of the demand, of the capacity, and of what the queue can hold
/// of a burst.
///
/// A seed draws the engine and all that comes, and its run is always the same. Each build tries the
/// first few seeds; `quality/verification/bursts` tries a thousand.
class ArrivalPatternsTest {
    private static final int SEEDS = Integer.getInteger("berth.bursts.seeds", 8);
    private static final long FIRST_SEED = Long.getLong("berth.bursts.first", 1);

    private static final double SETTLED_SECOND = 2;
    private static final double GOODPUT_MIN = 0.9;

    /// Shares of the largest batch's time that its rows do not change: from none, as of a network
    /// of matrices on a processor, to most, as of a device.
    private static final double[] BATCH_SHARES = {0, 0.06, 0.4, 0.8};

    static List<ArrivalPattern> patterns() {
        return ArrivalPattern.all();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void load_ofAnyKind_isAnsweredNearlyAsByAnIdealServer(ArrivalPattern pattern) {
        List<Run> worst =
                LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS)
                        .parallel()
                        .mapToObj(seed -> run(pattern, seed))
                        .filter(run -> run.answered() <= GOODPUT_MIN * run.ideal())
                        .toList();

        assertThat(worst).as("seeds of %s that lose too much", pattern).isEmpty();
    }

    /// @param sent requests that came once settled
    /// @param ideal of which an ideal server answers so many
    private record Run(long seed, Engine engine, int sent, int ideal, int answered) {}

    private static Run run(ArrivalPattern pattern, long seed) {
        var random = new SplittableRandom(seed);
        double share = BATCH_SHARES[random.nextInt(BATCH_SHARES.length)];
        int executors = 1 + random.nextInt(2);
        // Most are slow, where a queue takes seconds to work off; the others are given less time.
        boolean slow = random.nextInt(4) > 0;
        var engine = new Engine(slow ? 100 : 800, share, executors);
        double seconds = slow ? 22 : 8;
        Answers ideal = load(pattern, seed, seconds, engine, time -> new IdealServer(time, engine));
        Answers answers =
                load(
                        pattern,
                        seed,
                        seconds,
                        engine,
                        time -> new SimulatedModel(time, seed, engine));
        return new Run(seed, engine, ideal.sent(), ideal.answered(), answers.answered());
    }

    private static Answers load(
            ArrivalPattern pattern,
            long seed,
            double seconds,
            Engine engine,
            Function<VirtualTime, SimulatedServer> server) {
        var time = new VirtualTime();
        var random = new Random(seed);
        var answers = new Answers(VirtualTime.ofSeconds(SETTLED_SECOND));
        var callers = new Callers(time, random, server.apply(time), answers);
        pattern.plan(time, random, engine.capacity(), VirtualTime.ofSeconds(seconds), callers);
        time.run();
        return answers;
    }
}
