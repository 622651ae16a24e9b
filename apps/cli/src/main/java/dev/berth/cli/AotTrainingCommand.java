package dev.berth.cli;

import dev.berth.cli.aot.TrainingRun;
import dev.berth.cli.console.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Command `berth aot-train`: the training run of the AOT cache. Serves a model of its own on a
/// free loopback port, sends requests of every kind, runs the other commands, and ends.
@Command(
        name = "aot-train",
        hidden = true,
        description = {
            "Serves a small model, sends it predictions and ends.",
            "",
            "The launcher runs it to create the AOT cache, which shortens the start.",
            ""
        },
        footer = {"  berth aot-train"})
final class AotTrainingCommand implements Callable<Integer> {
    private static final String MODEL = "aot-training.onnx";

    private final Terminal terminal;

    AotTrainingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("berth-aot-training");
        try (InputStream model = AotTrainingCommand.class.getResourceAsStream(MODEL)) {
            if (model == null) {
                throw new IOException(MODEL + " is missing from Berth's jars");
            }
            Path file = folder.resolve(MODEL);
            Files.copy(model, file);
            return train(file, folder.resolve("system").toString());
        } finally {
            delete(folder);
        }
    }

    private int train(Path model, String system) throws IOException, InterruptedException {
        try (var served =
                InProcessServer.start(
                        "up",
                        system,
                        "--model",
                        model.toString(),
                        "--name",
                        TrainingRun.MODEL,
                        "--port",
                        "0",
                        "--log-format",
                        "text")) {
            TrainingRun.at(served.awaitAddress()).play();
            command("models", served.awaitAddress().toString());
        }
        command("check", system);
        command("--help");
        return 0;
    }

    private void command(String... words) throws IOException {
        int status = BerthCommand.run(terminal, words);
        if (status != 0) {
            throw new IOException("`berth " + String.join(" ", words) + "` ended with " + status);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = paths.toList();
        }
        for (Path path : all.reversed()) {
            Files.delete(path);
        }
    }
}
