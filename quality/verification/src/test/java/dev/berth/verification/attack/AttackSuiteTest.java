package dev.berth.verification.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Short run of [AttackSuite] with a few attacks and more time for responses;
/// `quality/verification/attacks` runs all.
@EnabledOnOs(OS.LINUX) // Whose processes tell their memory in files.
@Tag("timed")
class AttackSuiteTest {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private static final List<String> SAMPLE =
            List.of(
                    "spaces",
                    "pattern",
                    "growth",
                    "records-3000",
                    "packed-parameters",
                    "grpc-inputs",
                    "secrets");

    @Test
    void run_aSampleOfAttacks_doesNoHarm() throws Exception {
        var printed = new ByteArrayOutputStream();
        var options = new AttackOptions(SAMPLE, ANSWER_MAX, false);
        int harmful =
                new AttackSuite(options, new PrintStream(printed, true, StandardCharsets.UTF_8))
                        .run();
        assertThat(harmful).as(printed.toString(StandardCharsets.UTF_8)).isZero();
    }
}
