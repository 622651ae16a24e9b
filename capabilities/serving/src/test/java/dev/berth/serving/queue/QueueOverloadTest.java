package dev.berth.serving.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.serving.queue.QueueSimulation.Engine;
import dev.berth.serving.queue.QueueSimulation.Span;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A model under overload, in simulated time; each test with several seeds.
class QueueOverloadTest {
    private static final Engine GAINS_LITTLE = new Engine(1.2, 2.35);
    private static final Engine GAINS_MUCH = new Engine(5, 1);
    private static final int EXECUTORS = 2;

    static IntStream seeds() {
        return IntStream.rangeClosed(
                1, Math.min(5, 2 * Integer.getInteger("berth.cases.factor", 1)));
    }

    private static QueueSimulation simulation(long seed, Engine engine) {
        return new QueueSimulation(seed, EXECUTORS, engine);
    }

    /// Answers take at most the wait for a batch, and their own, each a fifth longer than usual.
    private static double twoBatchesMillis(Engine engine, int rows) {
        return 2 * 1.2 * engine.millis(rows);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void demand_fiveTimesCapacity_keepsGoodputAndAnswersWithinTwoEfficientBatches(int seed) {
        for (Engine engine : new Engine[] {GAINS_LITTLE, GAINS_MUCH}) {
            QueueSimulation simulation = simulation(seed, engine);
            double rate = 5 * simulation.capacity();
            Span settled = simulation.open(second -> rate, 20).run().between(2, 20);

            assertThat(settled.goodput()).isGreaterThan(0.9 * simulation.capacity());
            assertThat(settled.percentileMillis(0.99)).isLessThan(twoBatchesMillis(engine, 8));
            assertThat(settled.percentileMillis(0.5)).isLessThan(1.2 * engine.millis(8));
            assertThat(simulation.between(5, 20).refusalPercentileMillis(0.99))
                    .isLessThan(twoBatchesMillis(engine, 8));
            // Of five three are admitted; the other two are rejected on arrival.
            assertThat(settled.refusalPercentileMillis(0.4)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void demand_manyTimesCapacity_hearsNoMoreThanThreeTimesWhatIsAnswered(int seed) {
        for (double factor : new double[] {5, 20}) {
            QueueSimulation simulation = simulation(seed, GAINS_LITTLE);
            double rate = factor * simulation.capacity();
            Span all = simulation.open(second -> rate, 20).run().between(0, 60);

            assertThat(simulation.admitted()).isLessThan((int) (3.2 * all.goodput() * 60));
        }
    }

    /// A model as sentence models are on a processor; the start of the demand counts as well.
    @ParameterizedTest
    @MethodSource("seeds")
    void demand_fiveTimesCapacityForAMinute_answersWithinTwoBatchesOfFour(int seed) {
        var engine = new Engine(0.3, 3.3);
        QueueSimulation simulation = simulation(seed, engine);
        double rate = 5 * simulation.capacity();
        Span minute = simulation.open(second -> rate, 60).run().between(0, 60);

        assertThat(minute.goodput()).isGreaterThan(0.9 * simulation.capacity());
        assertThat(minute.percentileMillis(0.99)).isLessThan(twoBatchesMillis(engine, 4));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void demand_batchesGainNothing_executesFewRowsAtOnce(int seed) {
        var engine = new Engine(0, 3);
        QueueSimulation simulation = simulation(seed, engine);
        double rate = 5 * simulation.capacity();
        Span settled = simulation.open(second -> rate, 20).run().between(2, 20);

        assertThat(settled.goodput()).isGreaterThan(0.95 * simulation.capacity());
        assertThat(settled.percentileMillis(0.5)).isLessThan(engine.millis(5));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void demand_anyExcess_goodputStays(int seed) {
        for (double factor : new double[] {1.1, 1.5, 2, 3, 20}) {
            QueueSimulation simulation = simulation(seed, GAINS_LITTLE);
            double rate = factor * simulation.capacity();
            Span settled = simulation.open(second -> rate, 40).run().between(20, 40);

            assertThat(settled.goodput()).isGreaterThan(0.95 * simulation.capacity());
            // Hardly above capacity the queue is empty now and then, and fills up in order again.
            double millisMax =
                    factor < 2
                            ? 1.2 * QueueSimulation.ROWS_MAX / simulation.capacity() * 1000
                            : 1.5 * twoBatchesMillis(GAINS_LITTLE, 8);
            assertThat(settled.percentileMillis(0.99)).isLessThan(millisMax);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void demand_belowCapacityWithBursts_isNeverRefused(int seed) {
        QueueSimulation simulation = simulation(seed, GAINS_LITTLE);
        double capacity = simulation.capacity();
        // A tenth of a second at three times the capacity in every second: 160 rows wait after it.
        Span all =
                simulation
                        .open(second -> (second % 1 < 0.1 ? 3 : 0.4) * capacity, 30)
                        .run()
                        .between(0, 60);

        assertThat(all.refused()).isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void callersWhoWait_asManyAsTheQueueHolds_areNeverRefused(int seed) {
        QueueSimulation simulation = simulation(seed, GAINS_LITTLE);
        Span all = simulation.closed(QueueSimulation.ROWS_MAX, 10).run().between(0, 60);

        assertThat(all.refused()).isZero();
        assertThat(all.goodput() * 60).isGreaterThan(0.9 * 10 * simulation.capacity());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void demand_fallsBackToNormal_isSoonNeverRefused(int seed) {
        QueueSimulation simulation = simulation(seed, GAINS_LITTLE);
        double capacity = simulation.capacity();
        simulation.open(second -> (second < 5 ? 5 : 0.7) * capacity, 30).run();

        assertThat(simulation.between(1, 5).refused()).isPositive();
        // Some tenths of a second: what waited at the end of the excess is worked off.
        assertThat(simulation.between(6, 30).refused()).isZero();
    }

    /// A caller that sends its next request when answered keeps the only executor at work all the
    /// time.
    @ParameterizedTest
    @MethodSource("seeds")
    void demand_fallsBackToACallerWhoWaits_isSoonNeverRefused(int seed) {
        var simulation = new QueueSimulation(seed, 1, GAINS_LITTLE);
        double rate = 5 * simulation.capacity();
        simulation.open(second -> rate, 5).closed(1, 60);
        simulation.closedFrom(10, QueueSimulation.ROWS_MAX / 2).run();

        assertThat(simulation.between(1, 5).refused()).isPositive();
        assertThat(simulation.between(10, 70).refused()).isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void engine_becomesThreeTimesSlowerWithinAMinute_goodputFollows(int seed) {
        var engine = new Engine(1.2, 2.35, second -> 1 + 2 * second / 60);
        QueueSimulation simulation = simulation(seed, engine);
        double rate = 3 * simulation.capacity();
        simulation.open(second -> rate, 60).run();

        for (int second = 2; second < 58; second += 4) {
            double factor = 1 + 2 * (second + 2) / 60.0;
            Span span = simulation.between(second, second + 4);
            assertThat(span.goodput()).isGreaterThan(0.82 * simulation.capacity() / factor);
            assertThat(span.percentileMillis(0.99))
                    .isLessThan(1.1 * factor * twoBatchesMillis(engine, 8));
        }
    }
}
