package dev.berth.batch.source;

import dev.berth.batch.state.JobFolder;
import dev.berth.catalog.artifact.Digests;
import dev.berth.core.ProblemException;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/// Rows that are no file: they are copied to a Parquet file beside the output before they are
/// scored. A run that goes on reads the rows of the first one, whatever the source has by then.
public interface CopiedSource {
    /// What tells a source from others; another one has another copy, so that it is another job.
    String identity();

    /// Writes the rows. Blocks.
    ///
    /// @param file of Parquet, which is not there
    /// @param environment variables, for addresses
    /// @throws ProblemException `source-unavailable` if the source cannot be read; `data-invalid`
    ///   if it has no column
    void write(Path file, Database database, Map<String, String> environment) throws IOException;

    /// The copy of the rows for a job, which is made unless it is there. Blocks.
    ///
    /// @param destination of the job
    /// @param environment variables, for addresses
    /// @throws ProblemException as [#write]; `batch-invalid` if it cannot be written
    default Path copy(Path destination, Database database, Map<String, String> environment) {
        Path copy = path(destination);
        if (Files.exists(copy)) {
            return copy;
        }
        Path unfinished =
                copy.resolveSibling(
                        copy.getFileName() + "." + UUID.randomUUID() + ".unfinished.parquet");
        try {
            try {
                write(unfinished, database, environment);
                JobFolder.force(unfinished);
                JobFolder.move(unfinished, copy);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            return copy;
        } catch (IOException e) {
            throw JobFolder.unwritable(copy, e);
        }
    }

    /// Removes the copies for a job, once it is complete or begins anew: that of the source, those
    /// of what it was before, and what runs that were killed have left of them.
    static void removeCopies(Path destination) {
        Path folder = destination.toAbsolutePath().getParent();
        Pattern names =
                Pattern.compile(
                        Pattern.quote(String.valueOf(destination.getFileName()))
                                + "\\.source-[0-9a-f]{12}\\.parquet(\\..*)?");
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(
                        folder,
                        each -> names.matcher(String.valueOf(each.getFileName())).matches())) {
            for (Path file : files) {
                remove(file);
            }
        } catch (IOException e) {
            throw JobFolder.unwritable(destination, e);
        }
    }

    private static void remove(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(file)) {
                for (Path each : files) {
                    Files.delete(each);
                }
            }
        }
        Files.delete(file);
    }

    private Path path(Path destination) {
        MessageDigest digest = Digests.start();
        digest.update(identity().getBytes(StandardCharsets.UTF_8));
        String name = Digests.finish(digest).hex().substring(0, 12);
        return destination.resolveSibling(
                destination.getFileName() + ".source-" + name + ".parquet");
    }
}
