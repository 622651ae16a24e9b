package dev.berth.cards.gate;

import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import dev.berth.protocol.json.JsonValues;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is not met as SARIF 2.1.0, which platforms show beside the lines of files. What is met is
/// left out: platforms show every result as a finding.
///
/// Source: OASIS, *Static Analysis Results Interchange Format Version 2.1.0*, sections 3.14 (run),
/// 3.27 (result) and 3.29 (physicalLocation).
public final class SarifReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /// Kinds of results with what they mean, in the order of the rules.
    private static final Map<String, String> RULES = rules();

    private final Path directory;
    private final List<Map<String, @Nullable Object>> results = new ArrayList<>();

    private SarifReport(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("description", "Descriptions of a system have no errors");
        rules.put("metric", "A metric is within its bounds");
        rules.put("gap", "A difference between groups is within its bounds");
        rules.put("latency", "A latency is within its bound");
        rules.put("throughput", "The throughput is within its bound");
        rules.put("availability", "The availability is within its bound");
        rules.put("document", "A document is complete and as the system says");
        rules.put("license", "A licence is among those that are allowed");
        return rules;
    }

    /// The report.
    ///
    /// @param errors of the descriptions
    /// @param directory to which places of files are relative, if they lie there
    /// @param berthVersion shown as the tool's
    public static String of(
            List<RequirementResult> results,
            List<ValidationError> errors,
            Path directory,
            String berthVersion) {
        var report = new SarifReport(directory);
        errors.forEach(
                error ->
                        report.add(
                                "description",
                                error.found()
                                        + " (expected: "
                                        + error.expected()
                                        + "); "
                                        + error.remedy(),
                                error.location()));
        results.stream()
                .filter(result -> !result.isMet())
                .forEach(result -> report.add(result.kind(), text(result), result.location()));
        return JsonValues.text(report.plain(berthVersion)) + "\n";
    }

    private static String text(RequirementResult result) {
        return result.subject()
                + ": "
                + result.sentence()
                + ": "
                + result.verdict().words()
                + ". "
                + result.explanation()
                + (result.remedy().isEmpty() ? "" : "; " + result.remedy());
    }

    private void add(String rule, String message, SourceLocation location) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("ruleId", rule);
        result.put("ruleIndex", (long) List.copyOf(RULES.keySet()).indexOf(rule));
        result.put("kind", "fail");
        result.put("level", "error");
        result.put("message", Map.of("text", message));
        Map<String, @Nullable Object> place = new LinkedHashMap<>();
        place.put("artifactLocation", Map.of("uri", uri(location.file())));
        if (location.line() > 0) {
            place.put("region", Map.of("startLine", (long) location.line()));
        }
        result.put("locations", List.of(Map.of("physicalLocation", place)));
        results.add(result);
    }

    private String uri(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!absolute.startsWith(directory)) {
            return absolute.toUri().toASCIIString();
        }
        String path = directory.relativize(absolute).toString().replace('\\', '/');
        try {
            // `./` keeps a colon in the first name from being the end of a scheme.
            return new URI(null, null, path.contains(":") ? "./" + path : path, null)
                    .toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, @Nullable Object> plain(String berthVersion) {
        List<Map<String, @Nullable Object>> rules = new ArrayList<>();
        RULES.forEach(
                (id, meaning) -> {
                    Map<String, @Nullable Object> rule = new LinkedHashMap<>();
                    rule.put("id", id);
                    rule.put("shortDescription", Map.of("text", meaning));
                    rules.add(rule);
                });
        Map<String, @Nullable Object> driver = new LinkedHashMap<>();
        driver.put("name", "berth");
        driver.put("version", berthVersion);
        driver.put("rules", rules);
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("columnKind", "utf16CodeUnits");
        run.put("results", results);
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("$schema", SCHEMA);
        plain.put("version", "2.1.0");
        plain.put("runs", List.of(run));
        return plain;
    }
}
