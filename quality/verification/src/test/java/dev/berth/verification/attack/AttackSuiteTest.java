package dev.berth.verification.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Short run of [AttackSuite] with a few attacks: the server lives, keeps to its memory and answers
/// others rightly, however slow the machine is. `quality/verification/attacks` runs all, and
/// measures.
@EnabledOnOs(OS.LINUX) // Whose processes tell their memory in files.
class AttackSuiteTest {
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
        var options = new AttackOptions(SAMPLE, Await.TIMEOUT, false);
        int harmful =
                new AttackSuite(options, new PrintStream(printed, true, StandardCharsets.UTF_8))
                        .run();
        assertThat(harmful).as(printed.toString(StandardCharsets.UTF_8)).isZero();
    }
}
