package dev.berth.verification.replicas;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Program of the machine, run to its end.
final class Program {
    private Program() {}

    /// Runs a command line.
    ///
    /// @return standard output and error
    /// @throws IOException if the status is not 0, or it takes longer
    static String run(long secondsMax, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("berth-program", ".log");
        try {
            var builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            // Podman would put it before each output.
            builder.environment().put("PODMAN_IGNORE_CGROUPSV1_WARNING", "1");
            Process process = builder.start();
            boolean ended = process.waitFor(secondsMax, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
            if (!ended || process.exitValue() != 0) {
                throw new IOException(
                        String.join(" ", command)
                                + (ended
                                        ? " ended with " + process.exitValue()
                                        : " took more than " + secondsMax + " s")
                                + ": "
                                + text);
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /// Sends a signal to a process.
    ///
    /// @param signal such as `STOP`
    static void signal(String signal, long pid) throws IOException, InterruptedException {
        run(10, List.of("kill", "-" + signal, Long.toString(pid)));
    }
}
