package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.events.PredictionEvent;
import dev.berth.events.PredictionListener;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.events.CollectingListener;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of a system in an application's process, with the included engine.
final class BerthTest {
    @TempDir private Path system;

    @BeforeEach
    void write() throws IOException {
        new SystemBuilder(system)
                .with(
                        "m",
                        PackageBuilder.onnx(OnnxModels.optionalInput())
                                .batch("N")
                                .input("x", "float32", "[N, 1]")
                                .output("y", "float32", "[N, 1]"));
        new SystemBuilder(system)
                .endpoint(
                        "e",
                        """
                steps:
                  times: {model: m}
                outputs:
                  more: double(times.y[0]) + 0.5
                """);
    }

    @Test
    void system_opened_answersByModelsAndEndpoints() {
        try (var berth = Berth.open(system)) {
            assertThat(berth.model("m", "1").predict(Map.of("x", List.of(4f))))
                    .containsEntry("y", List.of(40f));
            assertThat(berth.endpoint("e").predict(Map.of("x", List.of(4f))))
                    .containsEntry("more", 40.5);
        }
    }

    @Test
    void name_unknown_isToldWithTheNearest() {
        try (var berth = Berth.open(system)) {
            assertThatThrownBy(() -> berth.endpoint("ee"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'e'");
            assertThatThrownBy(() -> berth.model("n"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'n'");
        }
    }

    /// Discovered by its service file, like a listener of an application.
    public static final class FoundListener implements PredictionListener {
        private static final List<String> IDS = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "found";
        }

        @Override
        public void onPrediction(PredictionEvent event) {
            IDS.add(event.id().toString());
        }
    }

    @Test
    void listeners_givenAndFound_receiveThePredictions() throws Exception {
        var listener = CollectingListener.ofAll();
        Path classes = Files.createDirectories(system.resolve("classes/META-INF/services"));
        Files.writeString(
                classes.resolve(PredictionListener.class.getName()), FoundListener.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        var options = ServingOptions.defaults().withPredictionListeners(List.of(listener));
        try (var loader =
                new URLClassLoader(new URL[] {system.resolve("classes").toUri().toURL()}, usual)) {
            thread.setContextClassLoader(loader);
            try (var berth = Berth.open(system, options)) {
                var _ = berth.model("m", "1").predict(Map.of("x", List.of(4f)));
                var _ =
                        berth.endpoint("e")
                                .predictAll(
                                        List.of(
                                                Map.of("x", List.of(1f)),
                                                Map.of("x", List.of(2f))));
                assertThatThrownBy(() -> berth.model("m").predict(Map.of("x", "no")))
                        .isInstanceOf(ProblemException.class);
            }
        } finally {
            thread.setContextClassLoader(usual);
        }
        // Including events that waited when it was closed.
        assertThat(listener.received()).hasSize(3);
        assertThat(listener.received().getFirst().inputs())
                .containsExactly(Map.of("x", List.of(4f)));
        assertThat(listener.received().getFirst().outputs())
                .containsExactly(Map.of("y", List.of(40f)));
        assertThat(listener.received())
                .extracting(each -> each.outputs().getFirst())
                .contains(Map.of("more", 10.5), Map.of("more", 20.5));
        assertThat(listener.isClosed()).isTrue();
        assertThat(FoundListener.IDS)
                .containsExactlyInAnyOrderElementsOf(
                        listener.received().stream()
                                .map(each -> each.event().id().toString())
                                .toList());
    }
}
