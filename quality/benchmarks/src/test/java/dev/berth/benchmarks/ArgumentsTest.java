package dev.berth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
    private static final String HELP =
            """
            usage: command [options]
              --seconds N   how long
              --name TEXT   what
              --quick       less of it
            """;

    @Test
    void arguments_ofEachKind_areFound() {
        Arguments arguments =
                Arguments.parse(List.of("--quick", "--seconds", "3", "--name", "--odd"), HELP);
        assertThat(arguments.has("--quick")).isTrue();
        assertThat(arguments.seconds("--seconds", 1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(arguments.text("--name")).contains("--odd");
    }

    @Test
    void arguments_givenTwice_areKeptInOrder() {
        Arguments arguments = Arguments.parse(List.of("--name", "a", "--name", "b"), HELP);
        assertThat(arguments.texts("--name")).containsExactly("a", "b");
        assertThat(arguments.number("--seconds", 7)).isEqualTo(7);
    }

    @Test
    void arguments_unknownOrIncomplete_areRefusedWithTheHelp() {
        assertThatThrownBy(() -> Arguments.parse(List.of("--slow"), HELP))
                .hasMessageContaining("no option --slow")
                .hasMessageContaining("--quick");
        assertThatThrownBy(() -> Arguments.parse(List.of("--seconds"), HELP))
                .hasMessageContaining("without a value");
        Arguments arguments = Arguments.parse(List.of("--seconds", "soon"), HELP);
        assertThatThrownBy(() -> arguments.number("--seconds", 1))
                .hasMessageContaining("soon (expected: a number >= 1)");
    }
}
