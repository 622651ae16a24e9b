package dev.berth.deploy.command;

import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options for checking a folder of manifests.
final class CheckOptions {
    @Option(
            names = "--check",
            paramLabel = "FOLDER",
            description = "Check the manifests in this folder instead.")
    private @Nullable Path folder;

    boolean isWanted() {
        return folder != null;
    }

    boolean run(PrintStream out) {
        out.println(folder);
        return true;
    }
}
