package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.serving.lifecycle.LoadPolicy;
import dev.berth.serving.request.Lease;
import dev.berth.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models that are loaded by their first request, and those that make room for others.
class OnDemandTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final FakeSystem system;

    @SuppressWarnings("NullAway.Init") // Every test opens it first.
    private ModelServer serving;

    OnDemandTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    @AfterEach
    void everythingIsGivenBack() {
        system.runtime().loadGate().open();
        system.runtime().runGate().open();
        serving.close();
        assertThat(serving.pool().blocksInUse()).isZero();
        assertThat(system.runtime().openArtifacts()).isZero();
    }

    private void openOnDemand() {
        serving =
                ModelServer.open(
                        system.directory(), system.options().withLoadPolicy(LoadPolicy.ON_DEMAND));
    }

    private void openLimited(long bytes) {
        serving =
                ModelServer.open(
                        system.directory(),
                        system.options().withMemoryBytesMax(OptionalLong.of(bytes)));
    }

    private float answer(String model) {
        Lease lease = serving.acquire(ModelName.of(model));
        return FakeSystem.submit(serving, lease, AMPLE, 1, 1, 1).numbers()[0];
    }

    private CompletableFuture<Lease> later(String model) {
        return serving.acquireLoaded(ModelName.of(model), Optional.empty(), OptionalLong.empty());
    }

    private List<String> states() {
        return serving.index().stream()
                .map(status -> status.name() + "@" + status.version() + " " + status.state())
                .toList();
    }

    private static ProblemCode code(CompletableFuture<Lease> lease) throws InterruptedException {
        if (Await.failure(lease) instanceof ProblemException failure) {
            return failure.problem().code();
        }
        throw new AssertionError("failed without a problem");
    }

    @Test
    void open_onDemand_loadsNothingAndDescribesEverything() {
        system.write("a", "1", 1);
        system.write("b", "1", 2);
        openOnDemand();

        assertThat(system.runtime().loads()).isZero();
        assertThat(states()).containsExactly("a@1 ON_DEMAND", "b@1 ON_DEMAND");
        assertThat(serving.packages()).hasSize(2);
        assertThat(serving.isReady(ModelName.of("a"), Optional.empty())).isTrue();
        assertThat(serving.statistics(ModelReference.of("a", "1")).inferenceCount()).isZero();
        assertThat(serving.acquireNow(ModelName.of("a"), Optional.empty())).isNull();
    }

    @Test
    void acquire_onDemandModel_loadsIt() {
        system.write("a", "1", 3);
        system.write("b", "1", 2);
        openOnDemand();

        assertThat(answer("a")).isEqualTo(3);
        assertThat(states()).containsExactly("a@1 READY", "b@1 ON_DEMAND");
        assertThat(system.runtime().loads()).isEqualTo(1);
    }

    @Test
    void acquireLoaded_manyRequestsWhileItLoads_areServedByOneLoad() {
        system.write("a", "1", 3);
        openOnDemand();
        system.runtime().loadGate().shut();
        List<CompletableFuture<Lease>> leases = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            leases.add(later("a"));
        }
        system.runtime().loadGate().awaitWaiting(1);
        assertThat(states()).containsExactly("a@1 LOADING");
        assertThat(serving.isReady(ModelName.of("a"), Optional.empty())).isTrue();
        assertThat(leases).noneMatch(CompletableFuture::isDone);
        system.runtime().loadGate().open();

        for (CompletableFuture<Lease> lease : leases) {
            assertThat(FakeSystem.submit(serving, lease.join(), AMPLE, 1, 1, 1).numbers()[0])
                    .isEqualTo(3);
        }
        assertThat(system.runtime().loads()).isEqualTo(1);
    }

    @Test
    void acquireLoaded_loadLongerThanTheDeadline_failsThenAndLoadsAllTheSame() throws Exception {
        system.write("a", "1", 3);
        openOnDemand();
        system.runtime().loadGate().shut();
        CompletableFuture<Lease> hasty =
                serving.acquireLoaded(
                        ModelName.of("a"), Optional.empty(), OptionalLong.of(1_000_000));

        assertThat(code(hasty)).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        system.runtime().loadGate().open();
        assertThat(answer("a")).isEqualTo(3);
        assertThat(system.runtime().loads()).isEqualTo(1);
    }

    @Test
    void acquireLoaded_moreThanTheQueueTakes_areRefused() throws Exception {
        system.write("a", "1", 3, "limits: {max-queue-rows: 2}");
        openOnDemand();
        system.runtime().loadGate().shut();
        CompletableFuture<Lease> first = later("a");
        CompletableFuture<Lease> second = later("a");

        assertThat(code(later("a"))).isEqualTo(ProblemCode.QUEUE_FULL);
        system.runtime().loadGate().open();
        first.join().close();
        second.join().close();
    }

    @Test
    void acquireLoaded_othersWhoseTimeIsOver_takeNoPlace() throws Exception {
        system.write("a", "1", 3, "limits: {max-queue-rows: 1}");
        openOnDemand();
        system.runtime().loadGate().shut();
        CompletableFuture<Lease> hasty =
                serving.acquireLoaded(
                        ModelName.of("a"), Optional.empty(), OptionalLong.of(1_000_000));
        assertThat(code(hasty)).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);

        CompletableFuture<Lease> patient = later("a");
        system.runtime().loadGate().open();

        Await.result(patient).close();
    }

    @Test
    void acquireLoaded_loadFails_failsAndTellsEveryone() throws Exception {
        system.write("a", "1", 3);
        openOnDemand();
        system.runtime()
                .failNextLoad(
                        Problem.of(
                                ProblemCode.ARTIFACT_LOAD_FAILED, "no such operator", "mend it"));
        system.runtime().loadGate().shut();
        CompletableFuture<Lease> first = later("a");
        CompletableFuture<Lease> second = later("a");
        system.runtime().loadGate().open();

        assertThat(code(first)).isEqualTo(ProblemCode.MODEL_NOT_READY);
        assertThat(code(second)).isEqualTo(ProblemCode.MODEL_NOT_READY);
        assertThat(states()).containsExactly("a@1 FAILED");
        assertThatThrownBy(() -> serving.acquire(ModelName.of("a")))
                .hasMessageContaining("no such operator");
        assertThat(system.runtime().loads()).isZero();

        serving.load(ModelName.of("a")).join();
        assertThat(answer("a")).isEqualTo(3);
    }

    @Test
    void acquire_latestDoesNotLoad_isAnsweredByTheOneBefore() {
        system.write("a", "1", 3);
        system.write("a", "2", 4);
        openOnDemand();
        system.runtime()
                .failNextLoad(
                        Problem.of(
                                ProblemCode.ARTIFACT_LOAD_FAILED, "no such operator", "mend it"));

        assertThat(answer("a")).isEqualTo(3);
        assertThat(states()).containsExactly("a@1 READY", "a@2 FAILED");
    }

    @Test
    void acquire_anotherModelWhileOneLoads_doesNotWaitForIt() {
        system.write("slow", "1", 1);
        system.write("quick", "1", 2);
        openOnDemand();
        assertThat(answer("quick")).isEqualTo(2);
        system.runtime().loadGate().shut();
        CompletableFuture<Lease> slow = later("slow");
        system.runtime().loadGate().awaitWaiting(1);

        assertThat(answer("quick")).isEqualTo(2);
        assertThat(slow).isNotDone();
        system.runtime().loadGate().open();
        slow.join().close();
    }

    @Test
    void unload_onDemandModel_staysOutUntilItIsLoaded() throws Exception {
        system.write("a", "1", 3);
        openOnDemand();
        serving.unload(ModelName.of("a")).join();

        assertThat(states()).containsExactly("a@1 UNLOADED");
        assertThat(code(later("a"))).isEqualTo(ProblemCode.MODEL_NOT_READY);
        serving.refresh().join();
        assertThat(states()).containsExactly("a@1 UNLOADED");
        serving.load(ModelName.of("a")).join();
        assertThat(states()).containsExactly("a@1 READY");
    }

    @Test
    void refresh_changedPackage_isReloadedInMemoryAndOnlyDescribedIfOnDemand() {
        system.write("hot", "1", 1);
        system.write("cold", "1", 1);
        openOnDemand();
        assertThat(answer("hot")).isEqualTo(1);
        system.write("hot", "1", 5);
        system.write("cold", "1", 7);
        serving.refresh().join();

        assertThat(states()).containsExactly("cold@1 ON_DEMAND", "hot@1 READY");
        assertThat(system.runtime().loads()).isEqualTo(2);
        assertThat(answer("hot")).isEqualTo(5);
        assertThat(answer("cold")).isEqualTo(7);
    }

    @Test
    void refresh_packageGoneWhileRequestsWait_tellsThem() throws Exception {
        system.write("a", "1", 3);
        system.write("b", "1", 3);
        openOnDemand();
        Path away = system.directory().resolve("away");
        Files.move(system.directory().resolve("models/a"), away);
        serving.refresh().join();

        assertThat(code(later("a"))).isEqualTo(ProblemCode.MODEL_NOT_FOUND);
    }

    @Test
    void open_limitedAtStart_loadsWhatFitsAndLeavesTheRestOnDemand() {
        for (String model : List.of("a", "b", "c")) {
            system.writeOfSize(model, "1", 1, 100);
        }
        openLimited(250);

        assertThat(states()).filteredOn(state -> state.endsWith("READY")).hasSize(2);
        assertThat(states()).filteredOn(state -> state.endsWith("ON_DEMAND")).hasSize(1);
        assertThat(system.runtime().openArtifacts()).isEqualTo(2);
    }

    @Test
    void acquire_noRoom_evictsOneThatNobodyUses() {
        for (String model : List.of("a", "b", "c", "d")) {
            system.writeOfSize(model, "1", 2, 100);
        }
        openLimited(250);
        for (int round = 0; round < 3; round++) {
            for (String model : List.of("a", "b", "c", "d")) {
                assertThat(answer(model)).isEqualTo(2);
                assertThat(system.runtime().openArtifacts()).isLessThanOrEqualTo(2);
            }
        }
        assertThat(states()).filteredOn(state -> state.endsWith("ON_DEMAND")).hasSize(2);
    }

    @Test
    void acquire_othersAreHeldByRequests_waitsForThem() {
        system.writeOfSize("a", "1", 2, 100);
        openLimited(150);
        system.writeOfSize("b", "1", 3, 100);
        serving.refresh().join();
        assertThat(states()).containsExactly("a@1 READY", "b@1 ON_DEMAND");
        Lease held = serving.acquire(ModelName.of("a"));
        CompletableFuture<Lease> waiting = later("b");
        assertThat(FakeSystem.submit(serving, held.fork(), AMPLE, 1, 1, 1).numbers()[0])
                .isEqualTo(2);
        assertThat(waiting).isNotDone();
        held.close();

        assertThat(FakeSystem.submit(serving, waiting.join(), AMPLE, 1, 1, 1).numbers()[0])
                .isEqualTo(3);
        assertThat(states()).containsExactly("a@1 ON_DEMAND", "b@1 READY");
    }

    @Test
    void acquire_modelLargerThanTheLimit_failsWithTheNumbers() {
        system.writeOfSize("a", "1", 2, 100);
        system.writeOfSize("huge", "1", 2, 1000);
        openLimited(250);

        assertThat(states()).containsExactly("a@1 READY", "huge@1 FAILED");
        assertThatThrownBy(() -> serving.acquire(ModelName.of("huge")))
                .hasMessageContaining("1000 bytes")
                .hasMessageContaining("250")
                .hasMessageContaining("--model-memory-limit");
        assertThat(answer("a")).isEqualTo(2);
    }

    @Test
    void refresh_changedPackageWithoutRoomBeside_replacesItAndFailsNoRequest() {
        system.writeOfSize("a", "1", 2, 100);
        openLimited(150);
        system.writeOfSize("a", "1", 5, 100);
        serving.refresh().join();

        assertThat(answer("a")).isEqualTo(5);
        assertThat(system.runtime().openArtifacts()).isEqualTo(1);
    }

    @Test
    void index_loadedModel_tellsItsMemory() {
        system.writeOfSize("a", "1", 2, 100);
        openLimited(150);

        assertThat(serving.index().getFirst().memory().weightBytes()).isEqualTo(100);
        assertThat(serving.index().getFirst().memory().totalBytes()).isEqualTo(100);
    }
}
