package dev.berth.deploy.image;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that the build of an image runs to its end. Its output goes to a file, whose end is in
/// the problem if it fails.
final class ProcessRun {
    /// Ten times what the slowest of them takes on two busy processors.
    private static final Duration TIME_MAX = Duration.ofMinutes(10);

    /// Enough for a stack trace's reason.
    private static final int OUTPUT_CHARS_MAX = 1500;

    private ProcessRun() {}

    /// @param what it does, for the problem: `jlink`
    /// @param directory in which it runs
    /// @param output the file for what it prints
    /// @throws ProblemException `image-build-failed` if its status is not 0, or it takes too long
    static void run(String what, List<String> command, Path directory, Path output)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        // What the user sets for programs of their own would change the image.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
                throw failed(what, "did not end within " + TIME_MAX.toMinutes() + " min", output);
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw failed(what, "ended with " + process.exitValue(), output);
        }
    }

    private static ProblemException failed(String what, String how, Path output)
            throws IOException {
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        String end = text.substring(Math.max(0, text.length() - OUTPUT_CHARS_MAX));
        return new ProblemException(
                Problem.of(
                        ProblemCode.IMAGE_BUILD_FAILED,
                        what + " " + how + (end.isEmpty() ? "" : ": " + end),
                        "look at the free space and at the JDK that BERTH_JAVA_HOME names"));
    }
}
