package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.core.ProblemException;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.execution.ServingListener;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.RealTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of three healthy servers with a total capacity of some hundred calls per second, and a
/// client whose load suddenly rises beyond.
final class SteppedLoadTest {
    private static final Map<String, Object> INPUT = Map.of("x", List.of(1, 2, 3));

    @TempDir private Path directory;

    private final List<BerthSystem> systems = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 3; i++) {
            Path own = Files.createDirectory(directory.resolve("system" + i));
            var serving =
                    ServingOptions.defaults()
                            .withCacheDirectory(own.resolve("cache"))
                            .withListener(new ServingListener() {})
                            .withRuntimes(List.of(new SlowRuntime(Duration.ofMillis(5))))
                            .withExecutionThreads(1);
            systems.add(
                    BerthSystem.start(
                            own,
                            "name: test\nsummary: A system for tests\n",
                            options -> options.withServing(serving)));
        }
    }

    @AfterEach
    void stop() {
        systems.forEach(BerthSystem::close);
    }

    @Test
    void predict_afterFarMoreCallsThanCanBeAnswered_isAnsweredAgain() {
        var options =
                ClientOptions.of(
                                ServerDiscovery.of(
                                        systems.stream()
                                                .map(BerthSystem::address)
                                                .toArray(String[]::new)))
                        .withCalls(CallOptions.defaults().withTimeout(Duration.ofSeconds(1)));
        try (var client = BerthClient.open(options)) {
            Predictor hurried = client.model("fake");
            var _ = load(hurried, 125, 125);
            var _ = load(hurried, 3000, 6000);
            Await.until(() -> load(hurried, 20, 1).containsKey("answered"));
            Predictor patient = hurried.with(CallOptions.defaults().withTimeout(ThreeServers.LONG));
            assertThat(load(patient, 100, 40)).containsOnlyKeys("answered");
        }
    }

    /// Sends calls at a constant rate, or a lower one if the machine is busy.
    ///
    /// @return the number of calls by result
    private static Map<String, Integer> load(Predictor predictor, int perSecond, int count) {
        Duration between = Duration.ofSeconds(1).dividedBy(perSecond);
        List<Call<?>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(predictor.send(INPUT));
            RealTime.pass(between);
        }
        Map<String, Integer> ends = new TreeMap<>();
        for (Call<?> call : calls) {
            String end =
                    call.result()
                            .handle(
                                    (answer, failure) ->
                                            failure == null ? "answered" : why(failure))
                            .join();
            ends.merge(end, 1, Integer::sum);
        }
        return ends;
    }

    private static String why(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof ProblemException problem
                ? problem.problem().code()
                        + " "
                        + problem.problem().message().replaceAll("[0-9]+", "0")
                : failure.toString();
    }
}
