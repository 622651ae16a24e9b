package dev.berth.verification.surface;

import dev.berth.verification.reference.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Surface from a checkout's files: YAML keys, gRPC messages, and the tables of metrics and problem
/// codes.
final class SourceSurface {
    /// Metric, unit or type, labels.
    private static final Pattern METRIC_ROW =
            Pattern.compile("^\\| ((?:`berth_\\w+`(?:, )?)+) \\|[^|]*\\| ([^|]*) \\|.*");

    private static final Pattern PROBLEM_ROW =
            Pattern.compile("^\\| `([a-z-]+)` \\| (\\w+) \\| (\\d{3}) \\| `([A-Z_]+)` \\|.*");

    private static final Pattern WORD = Pattern.compile("`(\\w+)`");

    private SourceSurface() {}

    static List<String> settings(Path checkout) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files(checkout, ".schema.json")) {
            for (Setting setting : Setting.allOf(Files.readString(file))) {
                String name = file.getFileName().toString().replace(".schema.json", "");
                lines.add("yaml " + name + " " + setting.path() + ": " + setting.value());
            }
        }
        return lines;
    }

    static List<String> messages(Path checkout) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files(checkout, ".proto")) {
            lines.addAll(messagesOf(Files.readString(file)));
        }
        return lines;
    }

    /// The statements of a proto file, each with its enclosing blocks.
    static List<String> messagesOf(String proto) {
        List<String> lines = new ArrayList<>();
        Deque<String> blocks = new ArrayDeque<>();
        String text = proto.replaceAll("//[^\n]*", "").replaceAll("\\s+", " ");
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '{' && c != '}' && c != ';') {
                continue;
            }
            String statement = text.substring(from, i).strip();
            from = i + 1;
            boolean isUseless =
                    statement.isEmpty()
                            || statement.startsWith("option ")
                            || statement.startsWith("import ");
            if (!isUseless) {
                lines.add(("grpc " + String.join(" > ", blocks) + " > " + statement).strip());
            }
            if (c == '{') {
                blocks.addLast(statement);
            } else if (c == '}') {
                blocks.removeLast();
            }
        }
        return lines;
    }

    static List<String> tables(Path checkout) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files(checkout.resolve("docs"), ".md")) {
            for (String line : Files.readAllLines(file)) {
                lines.addAll(row(line));
            }
        }
        return lines;
    }

    static List<String> row(String line) {
        Matcher problem = PROBLEM_ROW.matcher(line);
        if (problem.matches()) {
            return List.of(
                    "problem %s: %s %s %s"
                            .formatted(
                                    problem.group(1),
                                    problem.group(2),
                                    problem.group(3),
                                    problem.group(4)));
        }
        Matcher metric = METRIC_ROW.matcher(line);
        if (!metric.matches()) {
            return List.of();
        }
        // A label's values may follow its name.
        List<String> labels =
                Stream.of(
                                metric.group(2)
                                        .replaceAll(": (?:`\\w+`(?:, (?=`\\w+`))?)*", "")
                                        .split(",", -1))
                        .map(String::strip)
                        .filter(label -> !label.isEmpty())
                        .map(label -> label.replace("`", ""))
                        .toList();
        return WORD.matcher(metric.group(1))
                .results()
                .map(name -> "metric " + name.group(1) + " " + labels)
                .toList();
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> !file.toString().contains("/target/"))
                    .filter(file -> !file.toString().contains("/test/"))
                    .sorted()
                    .toList();
        }
    }
}
