package dev.berth.verification.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A short run of [Restarts].
@Tag("timed")
final class RestartsTest {
    @Test
    void run_twoServersInTurn_loseNoRequest(@TempDir Path folder) throws Exception {
        Tally tally = new Restarts(System.out).run(folder, 4);

        assertThat(tally.losses()).isEmpty();
        assertThat(tally.answers()).containsOnlyKeys("berth", "grpc", "http/1.1", "jdk");
        assertThat(tally.answers().values()).allSatisfy(count -> assertThat(count).isPositive());
    }
}
