package dev.berth.runtime.process;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An engine that does what no engine should, for workers to do it. Its artifacts are text files
/// that say what happens at the load: nothing, `exit`, `hang`. What a run does stands in its input.
public final class FaultyRuntime implements ModelRuntime {
    @Override
    public String engine() {
        return "faulty";
    }

    @Override
    public String engineVersion() {
        return "1";
    }

    @Override
    public LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool) {
        try {
            switch (Files.readString(model)) {
                case "exit" -> {
                    System.err.println("the file is\u0007 cursed");
                    System.exit(3);
                }
                case "hang" -> {
                    Files.writeString(model.resolveSibling(model.getFileName() + ".begun"), "");
                    FaultyArtifact.hang();
                }
                default -> {}
            }
            return new FaultyArtifact(pool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
