package dev.berth.verification;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Program as users start it: a child process of `./berth`. Closing it ends the process.
final class BerthProgram implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening +http://localhost:(\\d+)");

    private final Process process;
    private final Path folder;
    private final Path out;
    private final Path err;

    private BerthProgram(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        this.out = folder.resolve("out");
        this.err = folder.resolve("err");
    }

    /// Exit status and output of a command.
    record Outcome(int status, String out, String err) {}

    /// Command line under construction.
    ///
    /// @param folder the working directory
    /// @param launcher path of the launcher
    /// @param environment changes to this process's environment; an empty text removes the variable
    record Call(
            Path folder,
            Path launcher,
            Map<String, String> environment,
            String input,
            List<String> arguments) {
        Call {
            environment = Map.copyOf(environment);
            arguments = List.copyOf(arguments);
        }

        static Call of(String... arguments) {
            return new Call(
                    Repository.root(), Repository.launcher(), Map.of(), "", List.of(arguments));
        }

        Call in(Path other) {
            return new Call(other, launcher, environment, input, arguments);
        }

        Call through(Path other) {
            return new Call(folder, other, environment, input, arguments);
        }

        Call with(Map<String, String> variables) {
            return new Call(folder, launcher, variables, input, arguments);
        }

        Call reading(String text) {
            return new Call(folder, launcher, environment, text, arguments);
        }

        Outcome run() {
            try (BerthProgram program = start()) {
                return program.awaitEnd();
            }
        }

        BerthProgram start() {
            try {
                return BerthProgram.start(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Runs a command to its end.
    static Outcome run(String... arguments) {
        return Call.of(arguments).run();
    }

    private static BerthProgram start(Call call) throws IOException {
        acknowledgeBuild();
        Path folder = Files.createTempDirectory("berth-program");
        Path in = Files.writeString(folder.resolve("in"), call.input());
        List<String> words = new ArrayList<>();
        words.add(call.launcher().toString());
        words.addAll(call.arguments());
        var builder =
                new ProcessBuilder(words)
                        .directory(call.folder().toFile())
                        .redirectInput(in.toFile())
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile());
        // Created beside a test, it would take the processors of later ones.
        builder.environment().put("BERTH_AOT", "off");
        if (call.environment().isEmpty()) {
            // Most end within seconds, before code compiled at its best pays.
            builder.environment().put("BERTH_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        }
        call.environment()
                .forEach(
                        (name, value) -> {
                            if (value.isEmpty()) {
                                builder.environment().remove(name);
                            } else {
                                builder.environment().put(name, value);
                            }
                        });
        return new BerthProgram(builder.start(), folder);
    }

    /// Marks the build as current: a build within the build would replace jars that this process
    /// has open.
    private static void acknowledgeBuild() throws IOException {
        Path target = Repository.root().resolve("apps/cli/target");
        Path lib = target.resolve("lib");
        if (!Files.isDirectory(lib)) {
            return;
        }
        Path stamp = target.resolve("launcher-build.stamp");
        FileTime built = Files.getLastModifiedTime(lib);
        if (!Files.exists(stamp)) {
            Files.createFile(stamp);
            Files.setLastModifiedTime(stamp, built);
        } else if (Files.getLastModifiedTime(stamp).compareTo(built) < 0) {
            Files.setLastModifiedTime(stamp, built);
        }
    }

    /// The launcher's process, which becomes the JVM's.
    long processId() {
        return process.pid();
    }

    /// Waits until a server reports its address, and returns the port.
    int awaitPort() {
        Await.until(
                "the server listens",
                () -> !process.isAlive() || LISTENING.matcher(out()).find(),
                () -> out() + err());
        Matcher listening = LISTENING.matcher(out());
        if (!listening.find()) {
            throw new AssertionError("the server ended:\n" + out() + err());
        }
        return Integer.parseInt(listening.group(1));
    }

    /// Terminates it as an operator does, and waits for its end.
    Outcome terminate() {
        process.destroy();
        return awaitEnd();
    }

    /// Waits for its end, as long as a test may take: some commands build or train.
    Outcome awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError("still running:\n" + err(), e);
        }
        return new Outcome(process.exitValue(), out(), err());
    }

    /// Standard output so far.
    String out() {
        return text(out);
    }

    /// Standard error so far: messages and the log.
    String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            for (String name : List.of("in", "out", "err", "")) {
                Files.deleteIfExists(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
