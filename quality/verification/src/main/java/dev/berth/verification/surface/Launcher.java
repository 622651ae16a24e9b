package dev.berth.verification.surface;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starter of a checkout's own `berth`.
record Launcher(Path checkout) {
    Process start(String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(checkout.resolve("berth").toString());
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        // Nothing is to be written into the checkout.
        builder.environment().put("BERTH_AOT", "off");
        return builder.start();
    }

    /// What a command prints, to its end.
    String run(String... arguments) throws IOException {
        Process process = start(arguments);
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
