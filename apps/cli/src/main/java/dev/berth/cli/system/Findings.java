package dev.berth.cli.system;

import dev.berth.catalog.system.CheckReport;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Result of `berth check`.
///
/// @param errorsAsFound the errors as the descriptions' readers report them
record Findings(
        List<Finding> errors,
        List<Finding> warnings,
        int packageCount,
        List<ValidationError> errorsAsFound) {

    Findings {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
        errorsAsFound = List.copyOf(errorsAsFound);
    }

    /// Error or warning.
    ///
    /// @param place file and line, relative to the working directory
    /// @param message the message without the JSON pointer
    record Finding(
            String place,
            String message,
            Path file,
            int line,
            String pointer,
            String actual,
            String expected,
            String remedy) {}

    static Findings of(CheckReport report, int packageCount) {
        return new Findings(
                report.errors().stream().map(Findings::finding).toList(),
                report.warnings().stream().map(Findings::finding).toList(),
                packageCount,
                report.errors());
    }

    /// Warnings grouped by equal expectation and remedy.
    List<List<Finding>> gatheredWarnings() {
        Map<List<String>, List<Finding>> gathered = new LinkedHashMap<>();
        for (Finding finding : warnings) {
            gathered.computeIfAbsent(
                            List.of(finding.expected(), finding.remedy()),
                            words -> new ArrayList<>())
                    .add(finding);
        }
        return List.copyOf(gathered.values());
    }

    private static Finding finding(ValidationError error) {
        Path file = error.location().file();
        Path here = Path.of("").toAbsolutePath();
        Path shown = file.isAbsolute() && file.startsWith(here) ? here.relativize(file) : file;
        int line = error.location().line();
        return new Finding(
                line == 0 ? shown.toString() : shown + ":" + line,
                error.found(),
                file,
                line,
                error.pointer(),
                (error.pointer().isEmpty() ? "" : error.pointer() + ": ") + error.found(),
                error.expected(),
                error.remedy());
    }

    Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("errors", errors.stream().map(Findings::plain).toList());
        plain.put("warnings", warnings.stream().map(Findings::plain).toList());
        plain.put("packageCount", (long) packageCount);
        return plain;
    }

    private static Map<String, @Nullable Object> plain(Finding finding) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("file", finding.file().toString());
        plain.put("line", (long) finding.line());
        plain.put("pointer", finding.pointer());
        plain.put("actual", finding.actual());
        plain.put("expected", finding.expected());
        plain.put("remedy", finding.remedy());
        return plain;
    }
}
