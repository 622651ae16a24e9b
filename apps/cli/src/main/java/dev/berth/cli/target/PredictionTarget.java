package dev.berth.cli.target;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.catalog.artifact.TransferProgress;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Signature;
import dev.berth.serving.ServingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Target of predictions: a system in this process or a server. Thread-safe.
public sealed interface PredictionTarget extends AutoCloseable permits LocalTarget, RemoteTarget {

    /// Opens a target: a directory, or the `http` or `https` address of a server.
    ///
    /// @param credentials for a server
    /// @param progress notified of artifacts fetched for a directory
    /// @throws dev.berth.core.ProblemException if there is no such system
    static PredictionTarget open(String place, Credentials credentials, TransferProgress progress) {
        return isAddress(place)
                ? RemoteTarget.at(place, credentials)
                : LocalTarget.open(requireDirectory(place), progress);
    }

    /// Opens a target for one model or endpoint: a directory loads nothing else.
    ///
    /// @throws dev.berth.core.ProblemException if there is no such system, or the model cannot be
    ///   loaded
    static PredictionTarget openFor(
            ModelChoice choice, String place, Credentials credentials, TransferProgress progress) {
        return isAddress(place)
                ? RemoteTarget.at(place, credentials)
                : LocalTarget.openFor(
                        choice,
                        requireDirectory(place),
                        ServingOptions.defaults().withTransferProgress(progress));
    }

    /// As [#openFor], for many rows one after the other: a model that takes microseconds executes
    /// about a thousand at once.
    static PredictionTarget openForTable(
            ModelChoice choice, String place, Credentials credentials, TransferProgress progress) {
        return isAddress(place)
                ? RemoteTarget.at(place, credentials)
                : LocalTarget.openFor(choice, requireDirectory(place), ofTable(progress));
    }

    /// Opens a system for the rows of a table to which the features of models were joined: they are
    /// inputs.
    ///
    /// @param place a system's directory
    static LocalTarget openWithSentFeatures(
            ModelChoice choice, String place, TransferProgress progress) {
        return LocalTarget.openWithSentFeatures(choice, requireDirectory(place), ofTable(progress));
    }

    private static ServingOptions ofTable(TransferProgress progress) {
        return ServingOptions.defaults().withTransferProgress(progress).withBulkRows(BULK_ROWS);
    }

    /// Rows of an execution of a quick model, beyond which nothing is gained.
    int BULK_ROWS = 1024;

    /// The directory that a command line names.
    ///
    /// @throws ProblemException `package-invalid` if it neither exists nor is an address
    static Path requireDirectory(String place) {
        Path directory = Path.of(place);
        DeniedAccess.refuse(directory, ProblemCode.PACKAGE_INVALID);
        if (!Files.isDirectory(directory)) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "'"
                            + SanitizedText.of(place)
                            + "' is no directory and no address (expected: a system's directory, or"
                            + " a server's address)",
                    "name the directory that holds berth.yaml and models/, or write the address like"
                            + " http://localhost:8080");
        }
        return directory;
    }

    static boolean isAddress(String place) {
        return place.startsWith("http://") || place.startsWith("https://");
    }

    /// The signature of a model, as far as the target reports it.
    Signature signature(ModelChoice model);

    /// Predicts several records; the responses are in their order. Blocks.
    List<Map<String, @Nullable Object>> predict(
            ModelChoice model, List<Map<String, @Nullable Object>> records);

    /// Every version of every model.
    List<IndexEntry> index();

    @Override
    void close();
}
