package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.FakeSystem.Submitted;
import dev.berth.serving.request.Lease;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {
    private static final String DESCRIPTION = "models/m/1/model.yaml";
    private static final ModelName MODEL = ModelName.of("m");

    private final FakeSystem system;

    @SuppressWarnings("NullAway.Init") // Every test opens it first.
    private ModelServer serving;

    LifecycleTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    @AfterEach
    void everythingIsGivenBack() {
        system.runtime().runGate().open();
        serving.close();
        assertThat(serving.pool().blocksInUse()).isZero();
        assertThat(system.runtime().openArtifacts()).isZero();
    }

    private Submitted submit(Lease lease) {
        return FakeSystem.submit(serving, lease, Duration.ofSeconds(30), 1, 1, 1);
    }

    @Test
    void open_severalVersions_servesAllAndPrefersTheLatest() {
        system.write("m", "9", 9);
        system.write("m", "10", 10);
        serving = system.open();

        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(10);
        assertThat(submit(serving.acquire(MODEL, ModelVersion.of("9"))).numbers()[0]).isEqualTo(9);
        assertThat(serving.versions(MODEL))
                .containsExactly(ModelVersion.of("9"), ModelVersion.of("10"));
    }

    @Test
    void open_policyLatest_leavesOlderVersionsOut() throws IOException {
        system.write("m", "1", 1);
        system.write("m", "2", 2);
        Files.writeString(
                system.directory().resolve("berth.yaml"),
                "name: s\nmodels: {m: {serve: latest}}\n");
        serving = system.open();

        assertThat(FakeSystem.states(serving)).containsExactly("m@1 UNLOADED", "m@2 READY");
        assertThat(system.runtime().openArtifacts()).isEqualTo(1);
    }

    @Test
    void open_brokenPackageBesideAGoodOne_servesTheGoodOneAndExplainsTheOther() throws IOException {
        system.write("m", "1", 1);
        system.write("broken", "1", 1, "limits: {max-queue-rows: none}");
        serving = system.open();

        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(1);
        assertThat(FakeSystem.states(serving)).containsExactly("broken@1 FAILED", "m@1 READY");
        assertThat(serving.index().getFirst().errors()).isNotEmpty();
        assertThatThrownBy(() -> serving.acquire(ModelName.of("broken")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(ProblemCode.MODEL_NOT_READY);
                            assertThat(e.problem().message()).contains("max-queue-rows");
                        });
    }

    @Test
    void open_examplesThatTheModelDoesNotAnswer_leavesNothingInMemory() throws IOException {
        system.write("m", "1", 1);
        system.files()
                .edit(DESCRIPTION, text -> text.replace("field x}", "x, example: [7, 7, 7]}"))
                .write(
                        "models/m/1/model.txt",
                        "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nfail-on: 7\n");
        serving = system.open();

        assertThat(FakeSystem.states(serving)).containsExactly("m@1 FAILED");
        assertThat(system.runtime().openArtifacts()).isZero();
    }

    @Test
    void packages_nothingHasChanged_areTheSameList() {
        system.write("b", "1", 1);
        system.write("a", "1", 1);
        serving = system.open();
        List<ModelPackage> before = serving.packages();
        assertThat(before)
                .extracting(each -> each.reference().toString())
                .containsExactly("a@1", "b@1");
        assertThat(serving.packages()).isSameAs(before);

        system.write("a", "2", 2);
        serving.refresh().join();
        assertThat(serving.packages())
                .extracting(each -> each.reference().toString())
                .containsExactly("a@1", "a@2", "b@1");
    }

    @Test
    void acquire_afterAwaitIdle_isRefused() {
        system.write("m", "1", 1);
        serving = system.open();

        assertThat(serving.awaitIdle(Await.TIMEOUT)).isTrue();

        assertThatThrownBy(() -> serving.acquire(MODEL))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.DRAINING));
    }

    @Test
    void awaitIdle_requestOfAReplacedPackage_isWaitedFor() {
        system.write("m", "1", 1);
        serving = system.open();
        system.runtime().runGate().shut();
        Submitted old = submit(serving.acquire(MODEL));
        system.write("m", "1", 2);
        serving.refresh().join();

        assertThat(serving.awaitIdle(Duration.ofMillis(1))).isFalse();
        system.runtime().runGate().open();
        assertThat(old.numbers()[0]).isEqualTo(1);
    }

    @Test
    void open_signatureThatTheArtifactDoesNotHave_failsWithEveryFault() throws IOException {
        system.write("m", "1", 1);
        system.files()
                .edit(
                        DESCRIPTION,
                        text ->
                                text.replace("name: x, type: float32", "name: z, type: float32")
                                        .replace(
                                                "[N, 3], meaning: the field y",
                                                "[N, 4], meaning: y"));
        serving = system.open();

        assertThat(FakeSystem.states(serving)).containsExactly("m@1 FAILED");
        assertThat(serving.index().getFirst().reason())
                .contains("artifact input 'x'")
                .contains("signature.inputs");
    }

    @Test
    void acquire_unknownModel_suggestsTheNearest() {
        system.write("sentences", "1", 1);
        serving = system.open();

        assertThatThrownBy(() -> serving.acquire(ModelName.of("sentence")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(ProblemCode.MODEL_NOT_FOUND);
                            assertThat(e.problem().sentence()).contains("sentences");
                        });
    }

    @Test
    void acquire_unknownVersion_namesThoseThatThereAre() {
        system.write("m", "1", 1);
        serving = system.open();

        assertThatThrownBy(() -> serving.acquire(MODEL, ModelVersion.of("7")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code())
                                    .isEqualTo(ProblemCode.MODEL_VERSION_NOT_FOUND);
                            assertThat(e.problem().sentence()).contains("[1]");
                        });
    }

    @Test
    void refresh_changedPackage_takesItsPlaceWhileOldRequestsFinishOnTheOld() {
        system.write("m", "1", 1);
        serving = system.open();
        system.runtime().runGate().shut();
        Submitted old = submit(serving.acquire(MODEL));
        Lease oldLease = serving.acquire(MODEL);
        system.runtime().runGate().awaitWaiting(1);

        system.write("m", "1", 5, "limits: {max-queue-rows: 9}");
        serving.refresh().join();
        Submitted alsoOld = submit(oldLease);
        Submitted fresh = submit(serving.acquire(MODEL));
        system.runtime().runGate().open();

        assertThat(old.numbers()[0]).isEqualTo(1);
        assertThat(alsoOld.numbers()[0]).isEqualTo(1);
        assertThat(fresh.numbers()[0]).isEqualTo(5);
    }

    @Test
    void refresh_packageBecomesBroken_goesOnServingWhatItHas() throws IOException {
        system.write("m", "1", 1);
        serving = system.open();

        system.files().write(DESCRIPTION, "summary: [");
        serving.refresh().join();

        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(1);
        assertThat(serving.index().getFirst().reason()).contains("refused");
    }

    @Test
    void refresh_failedPackageIsMended_serves() {
        system.write("m", "1", 1, "limits: 3");
        serving = system.open();
        assertThat(FakeSystem.states(serving)).containsExactly("m@1 FAILED");

        system.write("m", "1", 4);
        serving.refresh().join();

        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(4);
    }

    @Test
    void refresh_nothingChanged_loadsNothing() {
        system.write("m", "1", 1);
        serving = system.open();

        serving.refresh().join();

        assertThat(system.runtime().loads()).isEqualTo(1);
    }

    @Test
    void refresh_packageIsGone_isRetired() throws IOException {
        system.write("m", "1", 1);
        system.write("m", "2", 2);
        serving = system.open();

        Files.delete(system.directory().resolve("models/m/2/model.yaml"));
        Files.delete(system.directory().resolve("models/m/2/model.txt"));
        Files.delete(system.directory().resolve("models/m/2"));
        serving.refresh().join();

        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(1);
        assertThat(FakeSystem.states(serving)).containsExactly("m@1 READY");
    }

    @Test
    void stopAdmitting_newRequests_areRefusedAndOldOnesAnswered() {
        system.write("m", "1", 1);
        serving = system.open();
        system.runtime().runGate().shut();
        Submitted admitted = submit(serving.acquire(MODEL));

        serving.stopAdmitting();

        assertThatThrownBy(() -> serving.acquire(MODEL))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.DRAINING));
        assertThat(serving.awaitIdle(Duration.ofMillis(1))).isFalse();
        system.runtime().runGate().open();
        assertThat(serving.awaitIdle(Await.TIMEOUT)).isTrue();
        assertThat(admitted.numbers()[0]).isEqualTo(1);
    }

    @Test
    void open_watching_servesAPackageThatAppears() {
        system.write("m", "1", 1);
        serving =
                ModelServer.open(
                        system.directory(),
                        system.options().withWatching(Optional.of(Duration.ofSeconds(1))));

        system.write("m", "2", 2);

        Await.until(() -> FakeSystem.factor(serving, MODEL) == 2);
    }

    @Test
    void refresh_directoryVanishes_goesOnServing() throws IOException {
        system.write("m", "1", 3);
        serving = system.open();

        Files.move(system.directory().resolve("models"), system.directory().resolve("elsewhere"));
        serving.refresh().join();

        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(3);
    }

    @Test
    void open_brokenSystemDescription_servesItsModels() throws IOException {
        system.write("m", "1", 3);
        Files.writeString(system.directory().resolve("berth.yaml"), "nam: s\n");
        serving = system.open();

        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(3);
    }
}
