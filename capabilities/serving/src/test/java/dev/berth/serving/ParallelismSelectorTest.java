package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("timed")
final class ParallelismSelectorTest {
    private final ParallelismSelector times = new ParallelismSelector();

    /// How many of so many lone runs were spread, if each way takes so long.
    private int spreadOf(int runs, int rows, IntToLongFunction spread, IntToLongFunction single) {
        int count = 0;
        for (int i = 0; i < runs; i++) {
            boolean spreads = times.spreads(rows);
            times.took(rows, spreads, (spreads ? spread : single).applyAsLong(i));
            count += spreads ? 1 : 0;
        }
        return count;
    }

    @Test
    void spreads_spreadIsQuicker_isTakenButForTrials() {
        assertThat(spreadOf(1000, 1, i -> 700, i -> 1000)).isBetween(920, 960);
    }

    @Test
    void spreads_oneThreadIsQuicker_isTakenButForTrials() {
        assertThat(spreadOf(1000, 1, i -> 1000, i -> 900)).isBetween(40, 80);
    }

    @Test
    void spreads_hardlyQuicker_leavesTheOtherProcessorAlone() {
        assertThat(spreadOf(1000, 1, i -> 980, i -> 1000)).isBetween(40, 80);
    }

    @Test
    void spreads_eachSize_hasItsOwnChoice() {
        assertThat(spreadOf(500, 1, i -> 1000, i -> 900)).isLessThan(80);
        assertThat(spreadOf(500, 8, i -> 4000, i -> 7000)).isGreaterThan(420);
        assertThat(spreadOf(500, 1, i -> 1000, i -> 900)).isLessThan(80);
    }

    @Test
    void spreads_someRunsAreHeldUp_changesNothing() {
        IntToLongFunction heldUp = i -> i % 20 == 19 ? 100_000 : 700;
        assertThat(spreadOf(2000, 1, heldUp, i -> 1000)).isGreaterThan(1850);
    }

    /// As a sentence model's runs were seen to differ beside compilers and event loops: by a
    /// fourteenth, and of those that are spread one in thirty is held up, of the others one in
    /// fifty.
    @Test
    void spreads_runsDiffer_isTakenWhereHalfOfThemAreQuicker() {
        var random = new SplittableRandom(7);
        int spread =
                spreadOf(
                        50_000,
                        1,
                        i -> sample(random, 2700, 1.0 / 30),
                        i -> sample(random, 3000, 1.0 / 50));
        assertThat(spread).isGreaterThan(45_000);
    }

    @Test
    void spreads_runsDifferAndOneThreadIsAsQuick_leavesTheOtherProcessorAlone() {
        var random = new SplittableRandom(7);
        int spread =
                spreadOf(
                        50_000,
                        1,
                        i -> sample(random, 3000, 1.0 / 30),
                        i -> sample(random, 2900, 1.0 / 50));
        assertThat(spread).isLessThan(5_000);
    }

    private static long sample(SplittableRandom random, long usual, double heldUp) {
        double differs = 1 + random.nextGaussian() / 14;
        return (long) (usual * (random.nextDouble() < heldUp ? 3 : differs));
    }

    @Test
    void spreads_aChangeOfTheWayIsSlow_countsOnlyWhatComesThen() {
        int count = 0;
        boolean last = true;
        for (int i = 0; i < 1000; i++) {
            boolean spreads = times.spreads(1);
            times.took(1, spreads, spreads == last ? spreads ? 700 : 1000 : 2000);
            last = spreads;
            count += spreads ? 1 : 0;
        }
        assertThat(count).isGreaterThan(920);
    }

    @Test
    void spreads_machineChanges_changesItsMind() {
        assertThat(spreadOf(500, 1, i -> 1000, i -> 900)).isLessThan(80);
        assertThat(spreadOf(20_000, 1, i -> 500, i -> 900)).isGreaterThan(15_000);
    }
}
