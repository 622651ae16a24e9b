package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

final class SpreadTimesTest {
    private final SpreadTimes times = new SpreadTimes();

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
        assertThat(spreadOf(1000, 1, i -> 700, i -> 1000)).isBetween(970, 990);
    }

    @Test
    void spreads_oneThreadIsQuicker_isTakenButForTrials() {
        assertThat(spreadOf(1000, 1, i -> 1000, i -> 900)).isBetween(10, 30);
    }

    @Test
    void spreads_hardlyQuicker_leavesTheOtherProcessorAlone() {
        assertThat(spreadOf(1000, 1, i -> 980, i -> 1000)).isBetween(10, 30);
    }

    @Test
    void spreads_eachSize_hasItsOwnChoice() {
        assertThat(spreadOf(500, 1, i -> 1000, i -> 900)).isLessThan(30);
        assertThat(spreadOf(500, 8, i -> 4000, i -> 7000)).isGreaterThan(470);
        assertThat(spreadOf(500, 1, i -> 1000, i -> 900)).isLessThan(30);
    }

    @Test
    void spreads_someRunsAreHeldUp_changesNothing() {
        IntToLongFunction heldUp = i -> i % 20 == 19 ? 100_000 : 700;
        assertThat(spreadOf(2000, 1, heldUp, i -> 1000)).isGreaterThan(1900);
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
        assertThat(count).isGreaterThan(960);
    }

    @Test
    void spreads_machineChanges_changesItsMind() {
        assertThat(spreadOf(500, 1, i -> 1000, i -> 900)).isLessThan(30);
        assertThat(spreadOf(20_000, 1, i -> 500, i -> 900)).isGreaterThan(15_000);
    }
}
