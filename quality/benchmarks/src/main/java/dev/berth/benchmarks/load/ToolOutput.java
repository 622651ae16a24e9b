package dev.berth.benchmarks.load;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Output of a load generator.
record ToolOutput(String text) {

    /// Runs a program to its end.
    static ToolOutput of(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException(
                    command.getFirst()
                            + " does not start: install wrk and h2load (for example: apt-get"
                            + " install wrk nghttp2-client)",
                    e);
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + text);
        }
        return new ToolOutput(text);
    }

    /// Whether a program is on the path.
    static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /// The first group of the first match.
    String require(String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("nothing like '" + pattern + "' in:\n" + text);
        }
        return matcher.group(1);
    }

    boolean contains(String part) {
        return text.contains(part);
    }

    /// A duration such as `1.25ms` in milliseconds.
    static double millis(String duration) {
        Matcher matcher = Pattern.compile("([0-9.]+)(us|ms|s|m)").matcher(duration);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(duration + " (expected: a duration)");
        }
        double number = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> number / 1000;
            case "ms" -> number;
            case "s" -> number * 1000;
            default -> number * 60_000;
        };
    }
}
