package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import dev.berth.testkit.runtime.FakeRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Shadows, which receive the records as well and are only compared.
final class ShadowTrafficRunnerTest {
    private static final String SHADOWED =
            """
            steps: {it: {model: small}}
            guards:
              odd: {on: input, when: input.x > 1000.0, reject: too much}
            traffic:
              shadows:
                next: {replace: {small: large}}
            """;

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

    private void awaitEvent(String word) {
        Await.until(word, () -> system.events().contains(word), () -> system.events().toString());
    }

    @Test
    void answer_ofTheShadow_isComparedAndNeverGiven() {
        system.endpoint("e", SHADOWED).open();
        assertThat(system.predict("e", Map.of("x", 2))).containsEntry("score", 6f);
        awaitEvent("next disagreed by 194.0");
        assertThat(system.predict("e", Map.of("x", 0))).containsEntry("score", 0f);
        awaitEvent("next agreed");
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
        awaitEvent("next failed: inference-failed");
    }

    @Test
    void record_thatFails_isNotCompared() {
        system.endpoint("e", SHADOWED).open();
        system.runtime()
                .failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "no power", "plug it in"));
        for (int x : new int[] {2, 2000}) {
            assertThatThrownBy(system.send("e", Map.of("x", x))::await)
                    .isInstanceOf(ProblemException.class);
        }
        assertThat(system.predict("e", Map.of("x", 0))).containsEntry("score", 0f);
        awaitEvent("next agreed");
        // Its guards are evaluated for it as well, and no caller is notified of these.
        assertThat(system.events())
                .containsOnlyOnce("activated odd")
                .containsOnlyOnce("next agreed");
    }

    @Test
    void shadow_thatHangs_isGivenUp_andTheOthersGoOn() {
        system.endpoint("e", SHADOWED.replace("large", "endless") + "limits: {timeout: 1s}\n")
                .model("endless", "1", ENDLESS, EndpointSystem.SCORES)
                .withoutWarmUp("endless")
                .open();
        assertThat(system.predict("e", Map.of("x", 2))).containsEntry("score", 6f);
        assertThat(system.predict("e", Map.of("x", 3))).containsEntry("score", 9f);
        Await.until(() -> ran("endless"));
        assertThat(system.events()).isEmpty();
        system.time().advance(Duration.ofMillis(1_001));
        awaitEvent("next failed: deadline-exceeded");
    }

    private static final String ENDLESS =
            "inputs: x float32 [N]; text string [N]\noutputs: score float32 [N]; label string [N]\nendless: true\n";

    /// Occupies an executor of the two that there are, until it is cancelled.
    private EndpointSystem.Sent occupy(String endpoint) {
        EndpointSystem.Sent busy = system.send(endpoint, Map.of("x", 1));
        Await.until(() -> ran("endless-" + endpoint));
        return busy;
    }

    private static void awaitAnswer(EndpointSystem.Sent sent) {
        sent.await().close();
    }

    private static void giveUp(EndpointSystem.Sent busy) {
        busy.ticket().cancel(Problem.of(ProblemCode.CANCELLED, "enough", "go on"));
    }

    private EndpointSystem withBusyModels(String... names) {
        for (String name : names) {
            system.endpoint(name, "steps: {it: {model: endless-" + name + "}}\n")
                    .model("endless-" + name, "1", ENDLESS, EndpointSystem.SCORES)
                    .withoutWarmUp("endless-" + name);
        }
        return system;
    }

    private boolean ran(String model) {
        return system.runtime().runs().stream()
                .anyMatch(run -> run.artifact().toString().contains("/" + model + "/"));
    }

    @Test
    void shadow_whileCallersHaveAllExecutors_waits() {
        withBusyModels("one", "two", "three")
                .endpoint("e", SHADOWED)
                .withoutWarmUp("small", "large")
                .open();
        EndpointSystem.Sent one = occupy("one");
        EndpointSystem.Sent two = occupy("two");
        EndpointSystem.Sent answered = system.send("e", Map.of("x", 2));
        // Takes the executor from "e" without a moment between.
        EndpointSystem.Sent three = system.send("three", Map.of("x", 1));
        giveUp(one);
        awaitAnswer(answered);
        Await.until(() -> ran("endless-three"));
        assertThat(system.events()).isEmpty();
        assertThat(ran("large")).isFalse();
        giveUp(two);
        awaitEvent("next disagreed by 194.0");
        giveUp(three);
    }

    @Test
    void shadow_thatCallersLeaveNoTimeBeforeItsDeadline_isShedAndHeldAgainstNothing() {
        String frail =
                "default-outputs: {score: -1, label: none}, circuit-breaker: {failure-threshold: 1, open-duration: 999h}";
        withBusyModels("one", "two", "three")
                .endpoint("inner", "steps: {it: {model: same, %s}}\n".formatted(frail))
                .endpoint(
                        "e",
                        SHADOWED.replace(
                                        "{it: {model: small}}",
                                        "{inner: {endpoint: inner, %1$s}, it: {model: small, %1$s}}"
                                                .formatted(frail))
                                + "limits: {timeout: 1s}\n")
                .withoutWarmUp("small", "large", "same")
                .open();
        EndpointSystem.Sent one = occupy("one");
        EndpointSystem.Sent two = occupy("two");
        EndpointSystem.Sent answered = system.send("e", Map.of("x", 2));
        EndpointSystem.Sent three = system.send("three", Map.of("x", 1));
        giveUp(one);
        awaitAnswer(answered);
        // Again, if the shadow had not begun when its time was let pass.
        Await.until(
                "it is shed",
                () -> {
                    system.time().advance(Duration.ofMillis(1_001));
                    return system.events().contains("next shed");
                });
        assertThat(ran("large")).isFalse();
        giveUp(two);
        giveUp(three);
        // Its own circuit, and that of the endpoint that callers use as well.
        assertThat(system.predict("inner", Map.of("x", 2))).containsEntry("score", 6f);
        assertThat(system.predict("e", Map.of("x", 2))).containsEntry("score", 6f);
        awaitEvent("next disagreed by 194.0");
        assertThat(system.events()).containsExactly("next shed", "next disagreed by 194.0");
    }

    @Test
    void shadow_givenMoreThanItCan_isShedAndCallersAreNot() {
        system.endpoint("e", SHADOWED.replace("large", "endless"))
                .model("endless", "1", ENDLESS, EndpointSystem.SCORES)
                .withoutWarmUp("endless")
                .open();
        for (int i = 0; i < 300; i++) {
            assertThat(system.predict("e", Map.of("x", i))).containsEntry("score", 3f * i);
        }
        awaitEvent("next shed");
        assertThat(system.events()).containsOnly("next shed");
    }

    @Test
    void shadow_recordsThatWaitTogether_areExecutedInSmallBatches() {
        withBusyModels("one", "two", "three")
                .endpoint("e", SHADOWED)
                .withoutWarmUp("small", "large")
                .open();
        EndpointSystem.Sent one = occupy("one");
        EndpointSystem.Sent two = occupy("two");
        List<EndpointSystem.Sent> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sent.add(system.send("e", Map.of("x", 1)));
        }
        EndpointSystem.Sent three = system.send("three", Map.of("x", 1));
        giveUp(one);
        sent.forEach(ShadowTrafficRunnerTest::awaitAnswer);
        Await.until(() -> ran("endless-three"));
        giveUp(two);
        Await.until(() -> system.events().size() == 8);
        assertThat(system.runtime().runs())
                .filteredOn(run -> run.artifact().toString().contains("/large/"))
                .extracting(FakeRuntime.Run::rows)
                .allMatch(rows -> rows <= 2)
                .contains(2);
        giveUp(three);
    }

    @Test
    void shadow_thatCallsAnEndpoint_leavesNoTraceThere() {
        system.endpoint(
                        "inner",
                        """
                        steps: {it: {model: same}}
                        cache: {max-bytes: 1MiB, ttl: 10m}
                        limits: {max-concurrent-records: 1, max-queued-records: 1}
                        guards:
                          any: {on: input, when: input.x > 0.0, replace: {x: input.x}}
                        traffic:
                          shadows:
                            further: {replace: {same: large}}
                        """)
                .endpoint("e", SHADOWED.replace("{it:", "{inner: {endpoint: inner}, it:"))
                .open();
        assertThat(system.predict("e", Map.of("x", 2))).containsEntry("score", 6f);
        awaitEvent("next disagreed by 194.0");
        awaitEvent("further disagreed by 194.0");
        assertThat(system.events())
                .containsExactlyInAnyOrder(
                        "activated any",
                        "MISS",
                        "next disagreed by 194.0",
                        "further disagreed by 194.0");
    }

    @Test
    void share_ofNone_orOfWhatTakesOther_isAnError() {
        system.endpoint(
                        "none",
                        SHADOWED.replace("{small: large}}", "{small: large}, sample-ratio: 0}"))
                .numbers("double", "1", 2)
                .endpoint("other", SHADOWED.replace("large", "double"))
                .open();
        assertThat(system.errors("none")).singleElement().asString().contains("a share of nothing");
        assertThat(system.errors("other")).anyMatch(text -> text.contains("shadow 'next'"));
    }
}
