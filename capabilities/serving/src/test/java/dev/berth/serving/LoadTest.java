package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.OverrideSettings;
import dev.berth.serving.FakeSystem.Submitted;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.ServingListener;
import dev.berth.serving.request.Lease;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loads on request, and what they leave behind.
class LoadTest {
    private static final ModelName MODEL = ModelName.of("m");

    private final FakeSystem system;

    @SuppressWarnings("NullAway.Init") // Every test opens it first.
    private ModelServer serving;

    LoadTest(@TempDir Path directory) {
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
    void unload_thenLoad_givesBackAndServesAgain() {
        system.write("m", "1", 1);
        serving = system.open();

        serving.unload(MODEL).join();

        assertThat(FakeSystem.states(serving)).containsExactly("m@1 UNLOADED");
        assertThat(system.runtime().openArtifacts()).isZero();
        assertThat(serving.isReady(MODEL, Optional.empty())).isFalse();
        serving.load(MODEL).join();
        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(1);
    }

    @Test
    void load_changedAfterPredictions_keepsNothingOfTheReplacedInstance() throws Exception {
        system.write("m", "1", 1);
        serving = system.open();
        WeakReference<Signature> replaced = predictOnce();
        system.write("m", "1", 2);

        serving.load(MODEL).join();

        // Before the deadline of what was predicted, which never comes: time stands.
        Await.until(
                () -> {
                    System.gc();
                    return replaced.get() == null;
                });
    }

    private WeakReference<Signature> predictOnce() {
        Lease lease = serving.acquire(MODEL);
        var signature = new WeakReference<>(lease.signature());
        FakeSystem.submit(serving, lease, Duration.ofSeconds(30), 1, 2, 3).numbers();
        return signature;
    }

    @Test
    void load_oneModel_doesNotReadTheOthers() throws IOException {
        system.write("m", "1", 1);
        system.write("other", "1", 2);
        List<String> changes = new CopyOnWriteArrayList<>();
        serving =
                ModelServer.open(
                        system.directory(),
                        system.options()
                                .withListener(
                                        new ServingListener() {
                                            @Override
                                            public void onModelStateChanged(ModelStatus status) {
                                                changes.add(status.name() + " " + status.reason());
                                            }
                                        }));
        serving.unload(MODEL).join();
        system.files().write("models/other/1/model.yaml", "summary: [");

        serving.load(MODEL).join();
        // Waits for whatever was begun for the others.
        serving.close();

        assertThat(changes).noneMatch(line -> line.startsWith("other") && line.contains("refused"));
    }

    @Test
    void load_override_takesItsPlaceWhileOldRequestsFinishOnTheOld() {
        system.write("m", "1", 1);
        serving = system.open();
        system.runtime().runGate().shut();
        Submitted old = submit(serving.acquire(MODEL));
        system.runtime().runGate().awaitWaiting(1);

        serving.load(MODEL, new ModelOverride(batchesOf(2), List.of())).join();

        assertThat(serving.requirePackage(MODEL, Optional.empty()).batch().sizeMax()).isEqualTo(2);
        assertThat(system.runtime().openArtifacts()).isEqualTo(2);
        system.runtime().runGate().open();
        assertThat(old.numbers()[0]).isEqualTo(1);
        assertThat(FakeSystem.factor(serving, MODEL)).isEqualTo(1);
    }

    private static OverrideSettings batchesOf(int size) {
        return new OverrideSettings(
                Optional.of(size),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void load_unknownModel_isNotFound() {
        system.write("m", "1", 1);
        serving = system.open();

        assertThatThrownBy(() -> serving.load(ModelName.of("other")).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.MODEL_NOT_FOUND));
    }
}
