package dev.berth.deploy.command;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ValidationError;
import dev.berth.deploy.check.ManifestCheck;
import dev.berth.deploy.schema.PublishedSchemas;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options for checking a folder of manifests.
final class CheckOptions {
    @Option(
            names = "--check",
            paramLabel = "FOLDER",
            description = "Check the manifests in this folder instead.")
    private @Nullable Path folder;

    @Option(
            names = "--kubernetes-version",
            paramLabel = "VERSION",
            description =
                    "With --check: the version whose schemas hold, 1.32 to 1.35. Default: 1.33.")
    private @Nullable String version;

    boolean isWanted() {
        if (folder == null && version != null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--kubernetes-version without --check",
                    "add --check FOLDER");
        }
        return folder != null;
    }

    /// Prints the mistakes.
    ///
    /// @return whether there are none
    boolean run(PrintStream out, PrintStream err) throws IOException {
        Path checked = folder;
        if (checked == null) {
            throw new IllegalStateException("nothing to check");
        }
        String kubernetes = version == null ? PublishedSchemas.VERSION_DEFAULT : version;
        List<ValidationError> errors = ManifestCheck.run(checked, kubernetes);
        errors.forEach(out::println);
        err.println(
                errors.isEmpty()
                        ? "berth: no mistakes in " + checked + ", by Kubernetes " + kubernetes
                        : "berth: mistakes in " + checked + ": " + errors.size());
        return errors.isEmpty();
    }
}
