package dev.berth.placement.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.verification.replay.PlacedScenario;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs of a small scenario with real processes, sockets and clocks. What they measure depends on
/// what else runs on the machine; `VirtualReplayTest` compares it with what was predicted.
final class PlacementRunTest {
    @TempDir private Path folder;

    @Test
    void run_ofAHybridAndACut_measuresNoLessThanWasPredicted() throws Exception {
        SmallSystem system = SmallSystem.in(folder);
        PlacedScenario placed = PlacedScenario.of(system.scenario(), system.placement());
        RunMeasurement measured;
        List<Long> pids;
        try (PlacementRun run = system.run()) {
            measured = run.run(SmallSystem.length(3), _ -> {});
            pids = run.pids();
        }

        assertThat(pids).hasSize(3);
        assertThat(pids).noneMatch(PlacementRunTest::isAlive);
        var predicted = new RequirementAmounts(placed.state());
        List<Double> seconds = measured.flows().getFirst().seconds();
        assertThat(seconds).isNotEmpty();
        assertThat(seconds.size()).isLessThanOrEqualTo(measured.flows().getFirst().begun());
        // Items are late on a machine that is busy, and none is early.
        assertThat(PercentileInterval.of(seconds, 0.5).value())
                .isGreaterThan(0.7 * predicted.latency("read", 0.5));
        for (int link = 0; link < 2; link++) {
            assertThat(measured.links().get(link).bytesPerSecond())
                    .isPositive()
                    .isLessThan(1.4 * placed.state().linkBytes(link));
        }
        for (int site = 0; site < 3; site++) {
            double memory = placed.state().memoryBytes(site);
            assertThat(measured.sites().get(site).memoryBytes().orElseThrow())
                    .isCloseTo(memory, within(0.15 * memory));
        }
    }

    @Test
    void run_whoseProcessIsKilled_failsAndLeavesNone() throws Exception {
        SmallSystem system = SmallSystem.in(folder);
        var isKilled = new AtomicBoolean();
        List<Long> pids;
        try (PlacementRun run = system.run()) {
            assertThatThrownBy(
                            () ->
                                    run.run(
                                            SmallSystem.length(60),
                                            state -> {
                                                if (state.startsWith("measuring")
                                                        && isKilled.compareAndSet(false, true)) {
                                                    kill(run.pids().get(1));
                                                }
                                            }))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(ProblemCode.WORKER_TERMINATED))
                    .hasMessageContaining("site 'edge' ended with status 137");
            pids = run.pids();
        }
        assertThat(pids).hasSize(3).noneMatch(PlacementRunTest::isAlive);
    }

    @Test
    void processes_whoseParentIsKilled_end() throws Exception {
        Process parent = startAbandoned();
        try {
            Await.until(() -> parent.descendants().count() >= 3);
            List<ProcessHandle> sites = parent.descendants().collect(Collectors.toList());

            parent.destroyForcibly();
            Await.until(() -> sites.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
        }
    }

    private Process startAbandoned() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AbandonedVerification.class.getName(),
                        folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
