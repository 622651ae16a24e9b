package dev.berth.verification.surface;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Launcher of a checkout's own `berth`.
record Launcher(Path checkout) {
    Process start(String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(checkout.resolve("berth").toString());
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        // Nothing must be written into the checkout.
        builder.environment().put("BERTH_AOT", "off");
        return builder.start();
    }

    /// The output of a command.
    String run(String... arguments) throws IOException {
        Process process = start(arguments);
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
