package dev.berth.verification.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A short run of [Restarts].
final class RestartsTest {
    /// Each server restarts once.
    private static final int RESTARTS = 2;

    /// No caller is held up for so long, even on a machine that is several times overloaded.
    private static final Duration LAME_DUCK = Duration.ofSeconds(3);

    @Test
    void run_twoServersInTurn_loseNoRequest(@TempDir Path folder) throws Exception {
        Tally tally = new Restarts(System.out).run(folder, RESTARTS, LAME_DUCK);

        assertThat(tally.losses()).isEmpty();
        assertThat(tally.answers()).containsOnlyKeys("berth", "grpc", "http/1.1", "jdk");
        assertThat(tally.answers().values()).allSatisfy(count -> assertThat(count).isPositive());
    }
}
