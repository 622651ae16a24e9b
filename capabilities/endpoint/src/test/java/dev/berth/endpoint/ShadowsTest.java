package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is given the records as well, and only compared.
final class ShadowsTest {
    private static final String SHADOWED =
            """
            steps: {it: {model: small}}
            guards:
              odd: {on: input, when: input.x > 1000.0, reject: too much}
            traffic:
              shadows:
                next: {in-place-of: {small: large}}
            """;

    private static final Duration TIME = Duration.ofSeconds(30);

    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.scores("small", 3).scores("same", 3).scores("large", 100);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private void awaitHeard(String word) {
        long end = System.nanoTime() + TIME.toNanos();
        while (!system.heard().contains(word)) {
            assertThat(System.nanoTime()).as("until %s is heard", word).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void answer_ofTheShadow_isComparedAndNeverGiven() {
        system.endpoint("e", SHADOWED).open();
        assertThat(system.predict("e", Map.of("x", 2))).containsEntry("score", 6f);
        awaitHeard("next disagreed by 194.0");
        assertThat(system.predict("e", Map.of("x", 0))).containsEntry("score", 0f);
        awaitHeard("next agreed");
    }

    @Test
    void shadow_thatFails_isNothingToTheCaller() {
        system.endpoint("e", SHADOWED.replace("large", "broken"))
                .model(
                        "broken",
                        "1",
                        "inputs: x float32 [N]; text string [N]\noutputs: score float32 [N]; label string [N]\nfail-on: 7\n",
                        EndpointSystem.SCORES)
                .open();
        assertThat(system.predict("e", Map.of("x", 7))).containsEntry("score", 21f);
        awaitHeard("next failed: execution-failed");
    }

    @Test
    void record_thatFails_isNotCompared() {
        system.endpoint("e", SHADOWED).open();
        system.runtime()
                .failNextRun(Problem.of(ProblemCode.EXECUTION_FAILED, "no power", "plug it in"));
        assertThat(system.send("e", Map.of("x", 2)).answer()).failsWithin(30, TimeUnit.SECONDS);
        assertThat(system.send("e", Map.of("x", 2000)).answer()).failsWithin(30, TimeUnit.SECONDS);
        assertThat(system.predict("e", Map.of("x", 0))).containsEntry("score", 0f);
        awaitHeard("next agreed");
        // Its guards are asked for it as well, and nobody hears of these.
        assertThat(system.heard())
                .containsOnlyOnce("activated odd")
                .containsOnlyOnce("next agreed");
    }

    @Test
    void shadow_thatHangs_isGivenUp_andTheOthersGoOn() {
        system.endpoint("e", SHADOWED.replace("large", "endless") + "limits: {timeout: 1s}\n")
                .model(
                        "endless",
                        "1",
                        "inputs: x float32 [N]; text string [N]\noutputs: score float32 [N]; label string [N]\nendless: true\n",
                        EndpointSystem.SCORES)
                .withoutWarmUp("endless")
                .open();
        assertThat(system.predict("e", Map.of("x", 2))).containsEntry("score", 6f);
        assertThat(system.predict("e", Map.of("x", 3))).containsEntry("score", 9f);
        awaitHeard("next failed: deadline-exceeded");
    }

    @Test
    void shadow_whenThereIsNoTime_isShedAndCallersAreNot() {
        system.endpoint("e", SHADOWED)
                .endpoint("busy", "steps: {it: {model: endless}}\n")
                .model(
                        "endless",
                        "1",
                        "inputs: x float32 [N]; text string [N]\noutputs: score float32 [N]; label string [N]\nendless: true\n",
                        EndpointSystem.SCORES)
                .withoutWarmUp("endless")
                .open();
        // One executor of two has enough to do, so that it is never quiet.
        EndpointSystem.Sent busy = system.send("busy", Map.of("x", 1));
        while (system.serving().executionThreadsBusy() == 0) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 300; i++) {
            assertThat(system.predict("e", Map.of("x", i))).containsEntry("score", 3f * i);
        }
        awaitHeard("next shed");
        assertThat(system.heard()).containsOnly("next shed");
        busy.ticket().cancel(Problem.of(ProblemCode.CANCELLED, "enough", "go on"));
        awaitHeard("next disagreed by " + 97.0 * 299);
    }

    @Test
    void share_ofNone_orOfWhatTakesOther_isAMistake() {
        system.endpoint("none", SHADOWED.replace("{small: large}}", "{small: large}, share: 0}"))
                .numbers("double", "1", 2)
                .endpoint("other", SHADOWED.replace("large", "double"))
                .open();
        assertThat(system.mistakes("none"))
                .singleElement()
                .asString()
                .contains("a share of nothing");
        assertThat(system.mistakes("other")).anyMatch(text -> text.contains("shadow 'next'"));
    }
}
