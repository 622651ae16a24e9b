package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of packages that change on disk while eight connections call continuously.
class HotReloadTest {
    private static final int CHANGES = 5 * Integer.getInteger("berth.cases.factor", 1);
    private static final int VERSIONS = 5;

    private static RunningServer start(SystemBuilder system) {
        return RunningServer.start(
                system.path(),
                serving -> serving.withWatching(Optional.of(Duration.ofMillis(200))));
    }

    private static SystemBuilder write(SystemBuilder system, int version, int factor) {
        return system.with("number", "" + version, PackageBuilder.scale(factor));
    }

    @Test
    void package_changedAgainAndAgainUnderLoad_noRequestFailsAndNoAnswerIsMixed(
            @TempDir Path folder) {
        SystemBuilder system = write(SystemBuilder.in(folder), 1, 1);
        try (var server = start(system)) {
            try (var calls =
                    ContinuousCalls.to(
                            server,
                            (before, after) ->
                                    assertThat(after.factor())
                                            .isGreaterThanOrEqualTo(before.factor()))) {
                for (int factor = 2; factor <= CHANGES + 1; factor++) {
                    write(system, 1, factor);
                    calls.awaitFactor(factor);
                }
                calls.awaitAnswers(10L * CHANGES);
                assertThat(calls.failures()).isEmpty();
            }
            server.assertNothingLeaked();
        }
    }

    @Test
    void versions_appearingAndDisappearingUnderLoad_theLatestAnswers(@TempDir Path folder) {
        SystemBuilder system = write(SystemBuilder.in(folder), 1, 1);
        system.write("berth.yaml", "name: verification\nmodels: {number: {serve: latest}}\n");
        try (var server = start(system)) {
            try (var calls =
                    ContinuousCalls.to(
                            server,
                            (before, after) ->
                                    assertThat(after.version())
                                            .isEqualTo(Integer.toString((int) after.factor())))) {
                for (int version = 2; version <= VERSIONS; version++) {
                    write(system, version, version);
                    calls.awaitFactor(version);
                }
                for (int version = VERSIONS; version > 1; version--) {
                    system.without("number", Integer.toString(version));
                    calls.awaitFactor(version - 1);
                }
                assertThat(calls.failures()).isEmpty();
            }
            server.assertNothingLeaked();
        }
    }
}
