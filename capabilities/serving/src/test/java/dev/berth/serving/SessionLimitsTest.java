package dev.berth.serving;

import static dev.berth.serving.RecurrentSystem.GRU;
import static dev.berth.serving.RecurrentSystem.assertProblem;
import static dev.berth.serving.RecurrentSystem.first;
import static dev.berth.serving.RecurrentSystem.further;
import static dev.berth.serving.RecurrentSystem.last;
import static dev.berth.serving.RecurrentSystem.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SessionPosition;
import dev.berth.core.system.ValidationError;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.FakeSystem.Submitted;
import dev.berth.serving.RecurrentSystem.GateOpener;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bounds of sessions, requests that fail, and versions that change under them.
class SessionLimitsTest {
    private static final float[] A = {1, 0, 0, 0};
    private static final float[] B = {0, 1, 0, 0};

    private final RecurrentSystem system;

    SessionLimitsTest(@TempDir Path directory) {
        system = new RecurrentSystem(directory);
    }

    @Test
    void submit_asManySessionsAsMayBe_furtherOnesAreRefusedUntilOneEnds() {
        system.write("1", 7, ", max-sessions: 2");
        try (ModelServer serving = system.open()) {
            submit(serving, first("a"), A).numbers();
            submit(serving, first("b"), A).numbers();

            assertProblem(
                    () -> submit(serving, first("c"), A).numbers(),
                    ProblemCode.SESSION_LIMIT_EXCEEDED,
                    "2 sessions of model gru@1 are open (expected: fewer than 2)",
                    "session.max-sessions");
            assertThat(serving.sessions().getFirst().refused()).isEqualTo(1);
            // A session that is open goes on, and one of a single request needs no place.
            submit(serving, first("b"), B).numbers();
            submit(serving, new SessionPosition("c", true, true), A).numbers();
            submit(serving, last("a"), A).numbers();
            submit(serving, first("c"), A).numbers();
        }
    }

    @Test
    void submit_asMuchStateAsMayBe_furtherSessionsAreRefused() {
        system.write("1", 7, ", max-bytes: 1KiB");
        try (ModelServer serving = system.open()) {
            for (int i = 0; i < 4; i++) {
                submit(serving, first("s" + i), A).numbers();
            }

            assertProblem(
                    () -> submit(serving, first("s4"), A).numbers(),
                    ProblemCode.SESSION_LIMIT_EXCEEDED,
                    "would have 1280 bytes (expected: at most 1024)",
                    "session.max-bytes");
            assertThat(serving.sessions().getFirst().stateBytes()).isEqualTo(1024);
        }
    }

    @Test
    void submit_idleForTooLong_expires() {
        system.write("1", 7, ", idle: 100ms");
        try (ModelServer serving = system.open()) {
            submit(serving, first("s"), A).numbers();
            system.time().advance(Duration.ofMillis(99));
            assertThat(serving.sessions().getFirst().open()).isEqualTo(1);
            system.time().advance(Duration.ofMillis(1));
            assertThat(serving.sessions().getFirst().open()).isZero();

            assertThat(serving.sessions().getFirst().stateBytes()).isZero();
            assertThat(serving.sessions().getFirst().expired()).isEqualTo(1);
            assertProblem(
                    () -> submit(serving, further("s"), A).numbers(),
                    ProblemCode.SESSION_EXPIRED,
                    "session 's' of model gru@1 expired",
                    "begin anew with sequence_start");
            submit(serving, first("s"), A).numbers();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ü", "x\n", "../..", "{}"})
    void position_idThatNoSessionCanHave_isRefused(String id) {
        assertProblem(
                () -> new SessionPosition(id, true, false),
                ProblemCode.SESSION_INVALID,
                "expected");
    }

    @Test
    void position_idThatIsTooLong_isRefused() {
        assertProblem(
                () -> new SessionPosition("x".repeat(129), true, false),
                ProblemCode.SESSION_INVALID,
                "129 characters (expected: 1 to 128)");
    }

    @Test
    void cancel_waitingOrExecuting_leavesTheStateAsItWas() {
        system.write("1", 7, "", "encode: [{step: hold}]", "warm-up: 0");
        HeldStep.GATE.open();
        TensorPool pool;
        try (ModelServer serving = system.open();
                GateOpener _ = HeldStep.GATE::open) {
            submit(serving, first("t"), A).numbers();
            float[] expected = submit(serving, further("t"), A).numbers();
            submit(serving, first("s"), A).numbers();
            HeldStep.GATE.shut();
            int before = HeldStep.REACHED.get();
            Submitted executing = submit(serving, further("s"), B);
            Await.until("it is at the gate", () -> HeldStep.REACHED.get() > before);
            Submitted waiting = submit(serving, further("s"), B);
            Submitted kept = submit(serving, further("s"), A);
            Problem gone = Problem.of(ProblemCode.CANCELLED, "the caller has gone", "");

            waiting.ticket().cancel(gone);
            executing.ticket().cancel(gone);
            assertProblem(waiting::numbers, ProblemCode.CANCELLED);
            assertProblem(executing::numbers, ProblemCode.CANCELLED);
            HeldStep.GATE.open();

            assertThat(kept.numbers()).isEqualTo(expected);
            pool = serving.pool();
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void submit_waitsLongerThanItMay_failsAtItsDeadlineAndLeavesTheStateAsItWas() {
        system.write("1", 7, "", "encode: [{step: hold}]", "warm-up: 0");
        try (ModelServer serving = system.open();
                GateOpener _ = HeldStep.GATE::open) {
            HeldStep.GATE.shut();
            int before = HeldStep.REACHED.get();
            Submitted begins = submit(serving, first("s"), A);
            Await.until("it is at the gate", () -> HeldStep.REACHED.get() > before);
            Submitted late =
                    submit(serving, serving.acquire(GRU), further("s"), Duration.ofMillis(20), B);
            system.time().advance(Duration.ofMillis(21));

            assertProblem(
                    late::numbers, ProblemCode.DEADLINE_EXCEEDED, "no answer from model gru@1");
            HeldStep.GATE.open();
            begins.numbers();
            float[] second = submit(serving, further("s"), A).numbers();
            submit(serving, first("t"), A).numbers();
            assertThat(submit(serving, further("t"), A).numbers()).isEqualTo(second);
        }
    }

    @Test
    void submit_moreRequestsOfOneSessionThanMayWait_areRefused() {
        system.write("1", 7, "", "encode: [{step: hold}]", "warm-up: 0");
        try (ModelServer serving = system.open();
                GateOpener _ = HeldStep.GATE::open) {
            HeldStep.GATE.shut();
            List<Submitted> all = new ArrayList<>();
            for (int i = 0; i < 65; i++) {
                all.add(submit(serving, new SessionPosition("s", i == 0, false), A));
            }

            assertProblem(
                    () -> submit(serving, further("s"), A).numbers(),
                    ProblemCode.SESSION_INVALID,
                    "64 requests of session 's' wait");
            HeldStep.GATE.open();
            all.forEach(Submitted::numbers);
        }
    }

    @Test
    void submit_furtherAfterAFirstThatFailed_isUnknown() {
        system.write("1", 7, "");
        try (ModelServer serving = system.open()) {
            Submitted late =
                    submit(serving, serving.acquire(GRU), first("s"), Duration.ofNanos(-1), A);

            assertProblem(late::numbers, ProblemCode.DEADLINE_EXCEEDED);
            assertProblem(
                    () -> submit(serving, further("s"), A).numbers(), ProblemCode.SESSION_UNKNOWN);
            assertThat(serving.sessions().getFirst().open()).isZero();
        }
    }

    @Test
    void reload_otherModel_itsSessionsAreRefusedClearly() {
        system.write("1", 7, "");
        try (ModelServer serving = system.open()) {
            submit(serving, first("s"), A).numbers();
            system.write("1", 8, "");
            serving.refresh().join();

            assertProblem(
                    () -> submit(serving, further("s"), A).numbers(),
                    ProblemCode.SESSION_EXPIRED,
                    "session 's' began with model gru@1 as it was before its last change",
                    "begin anew with sequence_start");
            assertProblem(
                    () -> submit(serving, further("s"), A).numbers(), ProblemCode.SESSION_UNKNOWN);
            submit(serving, first("s"), A).numbers();
        }
    }

    @Test
    void reload_otherModelToWhichSessionsMove_theStateGoesOn() {
        system.write("1", 7, ", moves: true");
        try (ModelServer serving = system.open()) {
            submit(serving, first("s"), A).numbers();
            system.write("1", 8, ", moves: true");
            serving.refresh().join();
            float[] moved = submit(serving, further("s"), A).numbers();

            assertThat(moved).isNotEqualTo(submit(serving, first("t"), A).numbers());
            assertThat(moved).isNotEqualTo(submit(serving, further("t"), A).numbers());
        }
    }

    @Test
    void newVersion_sessionsGoOnWithTheirsUntilItIsGone() {
        system.write("1", 7, "");
        var files = new SystemBuilder(system.directory());
        files.write("berth.yaml", "name: test\nmodels: {gru: {serve: all}}\n");
        try (ModelServer serving = system.open()) {
            submit(serving, first("t"), A).numbers();
            float[] expected = submit(serving, further("t"), A).numbers();
            submit(serving, first("s"), A).numbers();
            system.write("2", 8, "");
            files.write("berth.yaml", "name: test\nmodels: {gru: {serve: all}}\n");
            serving.refresh().join();
            Submitted further = submit(serving, further("s"), A);

            assertThat(further.answer().join().model()).hasToString("gru@1");
            assertThat(further.numbers()).isEqualTo(expected);
            files.without("gru", "1");
            serving.refresh().join();
            assertProblem(
                    () -> submit(serving, further("s"), A).numbers(),
                    ProblemCode.SESSION_EXPIRED,
                    "began with model gru@1, which is no longer loaded; gru@2 does not continue");
        }
    }

    @Test
    void joins_sessionsShareExecutions_answersAgreeUpToRounding() {
        system.write(
                "1",
                7,
                ", joins: true",
                "warm-up: 0",
                "batch: {max-size: 16, max-queue-delay: 20ms}");
        try (ModelServer serving = system.open();
                GateOpener _ = system.timePasser()) {
            List<List<Submitted>> all = new ArrayList<>();
            for (int step = 0; step < 3; step++) {
                List<Submitted> wave = new ArrayList<>();
                for (int s = 0; s < 16; s++) {
                    wave.add(
                            submit(
                                    serving,
                                    new SessionPosition("s" + s, step == 0, false),
                                    s,
                                    step,
                                    1,
                                    -s));
                }
                wave.forEach(each -> each.answer().join());
                all.add(wave);
            }
            assertThat(all.stream().flatMap(List::stream))
                    .anySatisfy(
                            each ->
                                    assertThat(each.ticket().timings().batchRequests())
                                            .isGreaterThan(1));
            for (int s = 0; s < 16; s++) {
                for (int step = 0; step < 3; step++) {
                    Submitted alone =
                            submit(
                                    serving,
                                    new SessionPosition("alone", step == 0, step == 2),
                                    s,
                                    step,
                                    1,
                                    -s);
                    system.time().advance(Duration.ofMillis(20));
                    float[] expected = alone.numbers();
                    float[] joined = all.get(step).get(s).numbers();
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(joined[i]).isCloseTo(expected[i], within(1e-4f));
                    }
                }
            }
        }
    }

    @Test
    void check_stateThatTheModelDoesNotHave_isAnErrorAtItsPlace() {
        SystemBuilder.in(system.directory())
                .with(
                        "gru",
                        PackageBuilder.onnx(OnnxModels.recurrent(1))
                                .batch("N")
                                .input("x", "float32", "[N, 4]")
                                .output("y", "float32", "[N, 3]")
                                .with(
                                        "session:",
                                        "  state:",
                                        "    - {input: stat, output: next}",
                                        "    - {input: state, output: y}",
                                        "  constants: {rate: 16000}"));

        assertThat(SystemCheck.run(system.directory(), system.options()).errors())
                .extracting(ValidationError::pointer)
                .contains("/session/state/1/output");
    }

    @Test
    void open_stateOfTheWrongShape_isNamed() {
        system.write("1", 7, "");
        new SystemBuilder(system.directory())
                .edit(
                        "models/gru/1/model.yaml",
                        text -> text.replace("output: next", "output: next, shape: [1, N, 32]"));

        assertThat(SystemCheck.run(system.directory(), system.options()).errors())
                .first()
                .satisfies(
                        error -> {
                            assertThat(error.pointer()).isEqualTo("/session/state/0/shape");
                            assertThat(error.found()).contains("[1, N, 32]");
                            assertThat(error.expected()).contains("64");
                        });
    }

    @Test
    void numbers_problem_isThrown() throws InterruptedException {
        system.write("1", 7, "");
        try (ModelServer serving = system.open()) {
            Submitted unknown = submit(serving, further("never-begun"), A);

            assertThat(unknown.answer()).isCompletedExceptionally();
            assertThat(Await.failure(unknown.answer())).isInstanceOf(ProblemException.class);
        }
    }
}
