package dev.berth.architecture.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.architecture.part.ArchitectureDescription;
import dev.berth.architecture.system.SystemGraphBuilder;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The written cases of `cases.yaml`: systems with one constraint each, read from files.
final class ConstraintCasesTest {
    @TempDir private Path folder;

    /// Case.
    ///
    /// @param broken `no`, `-` for broken without a path, or the path
    record Case(String name, String broken, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ConstraintCasesTest.class.getResourceAsStream("cases.yaml"))) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("---\n")).skip(1).map(ConstraintCasesTest::of);
        }
    }

    private static Case of(String text) {
        String[] lines = text.split("\n", 3);
        return new Case(lines[0].substring(2), lines[1].substring("# broken: ".length()), text);
    }

    @Test
    void cases_areManyOfBothKinds() throws IOException {
        assertThat(cases().filter(each -> each.broken().equals("no")).count())
                .isGreaterThanOrEqualTo(20);
        assertThat(cases().filter(each -> !each.broken().equals("no")).count())
                .isGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void check_findsThePath(Case each) throws IOException {
        ConstraintResult result = result(each.text());
        if (each.broken().equals("no")) {
            assertThat(result.violations()).isEmpty();
            assertThat(result.isMet()).isTrue();
            return;
        }
        assertThat(result.count()).isEqualTo(1);
        Violation violation = result.violations().getFirst();
        assertThat(violation.path())
                .isEqualTo(
                        each.broken().equals("-") ? List.of() : List.of(each.broken().split(", ")));
        // The place to change is a line of the file that names an end of the path, or the rule.
        List<String> lines = each.text().lines().toList();
        assertThat(violation.location().file().getFileName()).hasToString("case.yaml");
        String line = lines.get(violation.location().line() - 1);
        assertThat(line)
                .matches(
                        text ->
                                text.contains("rule:")
                                        || violation.path().stream()
                                                .anyMatch(id -> names(text, id)));
    }

    private static boolean names(String line, String id) {
        String name = id.substring(id.indexOf(' ') + 1);
        return line.contains(name + ":") || line.contains("to: " + name);
    }

    private ConstraintResult result(String text) throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), "name: case\n");
        Files.createDirectories(folder.resolve("architecture"));
        Files.writeString(folder.resolve("architecture/case.yaml"), text);
        CatalogSnapshot snapshot = Catalog.open(folder).read();
        assertThat(Catalog.open(folder).check().errors()).isEmpty();
        List<ConstraintResult> results =
                ConstraintCheck.of(
                        SystemGraphBuilder.of(snapshot),
                        snapshot.part(ArchitectureDescription.class).constraints());
        assertThat(results).hasSize(1);
        return results.getFirst();
    }
}
