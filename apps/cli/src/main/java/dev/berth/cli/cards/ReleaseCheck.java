package dev.berth.cli.cards;

import dev.berth.cards.ReleaseGate;
import dev.berth.cards.SystemDocuments;
import dev.berth.cards.gate.JUnitReport;
import dev.berth.cards.gate.RequirementResult;
import dev.berth.cards.gate.SarifReport;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.cli.console.VersionText;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Results of the release gate, printed and written.
public final class ReleaseCheck {
    private final List<RequirementResult> results;

    private ReleaseCheck(List<RequirementResult> results) {
        this.results = List.copyOf(results);
    }

    /// Checks what a release of the system has to meet.
    public static ReleaseCheck run(Path directory) {
        CatalogSnapshot snapshot = Catalog.open(directory).read();
        return new ReleaseCheck(ReleaseGate.run(snapshot, SystemDocuments.of(snapshot)));
    }

    /// That of a check without the gate.
    public static ReleaseCheck none() {
        return new ReleaseCheck(List.of());
    }

    /// Whether there are requirements and all are met.
    public boolean isPassed() {
        return !results.isEmpty() && results.stream().allMatch(RequirementResult::isMet);
    }

    /// Prints each requirement with what was found, those that are not met last.
    public void print(PrintStream out) {
        results.stream().filter(RequirementResult::isMet).forEach(result -> print(result, out));
        results.stream().filter(result -> !result.isMet()).forEach(result -> print(result, out));
        if (results.isEmpty()) {
            out.println("no requirements are declared, and without data nothing is released");
            out.println(
                    "  → write `requirements` into cards/NAME.yaml; see docs/guides/documents.md");
        } else {
            long met = results.stream().filter(RequirementResult::isMet).count();
            out.println(met + " of " + results.size() + " requirements are met");
        }
    }

    private static void print(RequirementResult result, PrintStream out) {
        out.println(
                shown(result.location().file())
                        + ":"
                        + result.location().line()
                        + ": "
                        + result.verdict().words()
                        + ": "
                        + result.subject()
                        + ": "
                        + result.sentence());
        out.println("  found: " + result.explanation());
        if (!result.remedy().isEmpty()) {
            out.println("  → " + result.remedy());
        }
        out.println();
    }

    private static Path shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.isAbsolute() && file.startsWith(here) ? here.relativize(file) : file;
    }

    /// As JSON's values, a map for each requirement.
    public List<Map<String, @Nullable Object>> plain() {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (RequirementResult result : results) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            plain.put("file", result.location().file().toString());
            plain.put("line", (long) result.location().line());
            plain.put("subject", result.subject());
            plain.put("requirement", result.sentence());
            plain.put("verdict", result.verdict().words());
            plain.put("found", result.explanation());
            plain.put("remedy", result.remedy());
            all.add(plain);
        }
        return all;
    }

    /// Writes the results with the errors of the descriptions.
    ///
    /// @param junit file for JUnit's XML, if one is wanted
    /// @param sarif file for SARIF, if one is wanted
    public void write(List<ValidationError> errors, @Nullable Path junit, @Nullable Path sarif)
            throws IOException {
        if (junit != null) {
            write("--junit", junit, JUnitReport.of(results, errors));
        }
        if (sarif != null) {
            write(
                    "--sarif",
                    sarif,
                    SarifReport.of(results, errors, Path.of(""), VersionText.berth()));
        }
    }

    private static void write(String option, Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    option + " " + file + " (expected: a file in a folder that is there)",
                    "make the folder, or name another file");
        }
        Files.writeString(file, text);
    }
}
