package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Endpoints whose steps call endpoints.
final class NestedEndpointsTest {
    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.numbers("double", "1", 2).numbers("treble", "1", 3).scores("small", 1);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private static List<Float> numbers(Map<String, Object> answer, String field) {
        List<Float> numbers = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(answer.get(field)))
                .forEach(number -> numbers.add((Float) number));
        return numbers;
    }

    @Test
    void cascade_overEndpoints_asksTheirGraphs() {
        system.scores("large", 100)
                .endpoint("quick", "steps: {it: {model: small}}\n")
                .endpoint("exact", "steps: {it: {model: large}}\n")
                .endpoint(
                        "e",
                        """
                        steps:
                          it:
                            cascade: [{endpoint: quick, accept: "score >= 0.8"}, {endpoint: exact}]
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        assertThat(system.predict("e", Map.of("x", 0.9)).get("score")).isEqualTo(0.9f);
        assertThat(system.predict("e", Map.of("x", 0.5)).get("score")).isEqualTo(50f);
    }

    @Test
    void endpoints_thatCallEachOther_areRefusedAndTheOthersAnswer() {
        system.endpoint("a", "steps: {it: {endpoint: b}}\n")
                .endpoint("b", "steps: {it: {endpoint: a}}\n")
                .endpoint("sound", "steps: {it: {model: double}}\n")
                .open();
        assertThat(system.errors("a").toString() + system.errors("b"))
                .contains("calls this one in turn");
        assertThat(numbers(system.predict("sound", Map.of("x", List.of(1, 2, 3))), "y"))
                .containsExactly(2f, 4f, 6f);
    }

    @Test
    void refresh_anEndpointThatIsCalledChangesItsType_isFollowed() {
        system.endpoint("inner", "steps: {it: {model: double}}\n")
                .endpoint("outer", "steps: {it: {endpoint: inner}}\n")
                .open();
        system.endpoint("inner", "steps: {it: {model: small}}\n");
        system.serving().refresh().join();
        assertThat(system.errors("outer")).isEmpty();
        assertThat(system.predict("outer", Map.of("x", 3)).get("score")).isEqualTo(3f);
    }
}
