package dev.berth.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The table of the guide to problem codes: every code, as the protocols have it.
final class CodesInGuideTest {
    private static List<String> rows() throws IOException {
        Path guide = Path.of("").toAbsolutePath().resolve("../../docs/guides/problem-codes.md");
        return Files.readAllLines(guide.normalize()).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void code_isInTheTableOnceWithItsKindAndStatus(ProblemCode code) throws IOException {
        String kind = code.category().name().toLowerCase(Locale.ROOT);
        assertThat(rows())
                .filteredOn(row -> row.startsWith("| `" + code.code() + "` |"))
                .singleElement()
                .asString()
                .startsWith(
                        "| `%s` | %s | %d | `%s` | "
                                .formatted(
                                        code.code(),
                                        kind,
                                        ProblemMapping.httpStatus(code),
                                        ProblemMapping.grpcStatus(code)));
    }

    @Test
    void table_hasNothingElse() throws IOException {
        assertThat(rows()).hasSameSizeAs(ProblemCode.values());
    }
}
