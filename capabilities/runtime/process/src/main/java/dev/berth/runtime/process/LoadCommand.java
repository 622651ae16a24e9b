package dev.berth.runtime.process;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.RuntimeSettings.Isolation;
import dev.berth.core.system.RuntimeSettings.Optimization;
import java.nio.file.Path;

/// Command for a worker to load an artifact.
///
/// @param model the artifact's file, absolute
/// @param settings as the worker's engine is to have them
record LoadCommand(Path model, RuntimeSettings settings) {
    /// Paths and settings of one package.
    static final int BYTES_MAX = 1 << 20;

    LoadCommand {
        settings = settings.withIsolation(Isolation.NONE);
    }

    void write(FrameWriter frame) {
        frame.begin(FrameKind.LOAD)
                .putText(model.toString())
                .putText(settings.engine())
                .putCount(settings.executors())
                .putCount(settings.intraOpThreads())
                .putCount(settings.interOpThreads())
                .putTruth(settings.spinning())
                .putText(settings.optimization().name())
                .putTexts(settings.providers())
                .putTexts(settings.options());
    }

    static LoadCommand read(FrameReader frame) {
        Path model = Path.of(frame.readText());
        return new LoadCommand(
                model,
                new RuntimeSettings(
                        frame.readText(),
                        frame.readPositive(),
                        frame.readPositive(),
                        frame.readPositive(),
                        frame.readTruth(),
                        Optimization.valueOf(frame.readText()),
                        frame.readTexts(),
                        frame.readTextsByKey(),
                        Isolation.NONE));
    }
}
