package dev.berth.cli.system;

import dev.berth.catalog.CheckReport;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `berth check` found.
record Findings(List<Finding> mistakes, List<Finding> advice, int packageCount) {

    Findings {
        mistakes = List.copyOf(mistakes);
        advice = List.copyOf(advice);
    }

    /// One mistake or piece of advice.
    ///
    /// @param place the file with the line, relative to where the command was called
    /// @param said what was found, without the pointer to it
    record Finding(
            String place,
            String said,
            Path file,
            int line,
            String pointer,
            String found,
            String expected,
            String remedy) {}

    static Findings of(CheckReport report) {
        return new Findings(
                report.mistakes().stream().map(Findings::finding).toList(),
                report.advice().stream().map(Findings::finding).toList(),
                report.packageCount());
    }

    /// The advice, with those together that expect the same and are followed in the same way.
    List<List<Finding>> gatheredAdvice() {
        Map<List<String>, List<Finding>> gathered = new LinkedHashMap<>();
        for (Finding finding : advice) {
            gathered.computeIfAbsent(
                            List.of(finding.expected(), finding.remedy()),
                            words -> new ArrayList<>())
                    .add(finding);
        }
        return List.copyOf(gathered.values());
    }

    private static Finding finding(ValidationError mistake) {
        Path file = mistake.location().file();
        Path here = Path.of("").toAbsolutePath();
        Path shown = file.isAbsolute() && file.startsWith(here) ? here.relativize(file) : file;
        int line = mistake.location().line();
        return new Finding(
                line == 0 ? shown.toString() : shown + ":" + line,
                mistake.found(),
                file,
                line,
                mistake.pointer(),
                (mistake.pointer().isEmpty() ? "" : mistake.pointer() + ": ") + mistake.found(),
                mistake.expected(),
                mistake.remedy());
    }

    Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("mistakes", mistakes.stream().map(Findings::plain).toList());
        plain.put("advice", advice.stream().map(Findings::plain).toList());
        plain.put("packageCount", (long) packageCount);
        return plain;
    }

    private static Map<String, @Nullable Object> plain(Finding finding) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("file", finding.file().toString());
        plain.put("line", (long) finding.line());
        plain.put("pointer", finding.pointer());
        plain.put("found", finding.found());
        plain.put("expected", finding.expected());
        plain.put("remedy", finding.remedy());
        return plain;
    }
}
