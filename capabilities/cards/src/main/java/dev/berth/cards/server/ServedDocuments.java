package dev.berth.cards.server;

import dev.berth.cards.SystemDocuments;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.evidence.Evidence;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.serving.ModelServer;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// The documents of a served system as its files are now. What they are made of is read again when
/// the system or a file of its evaluations has changed. Thread-safe.
final class ServedDocuments {
    private final ModelServer server;
    private final AtomicReference<Read> last = new AtomicReference<>();

    /// What was read.
    ///
    /// @param evaluations names, sizes and times of the files of evaluations
    private record Read(
            CatalogSnapshot snapshot, List<String> evaluations, SystemDocuments documents) {}

    ServedDocuments(ModelServer server) {
        this.server = server;
    }

    SystemDocument document(DocumentKind kind, String name) {
        return current().document(kind, name);
    }

    @SuppressWarnings("ReferenceEquality") // A change of the system is another snapshot.
    private SystemDocuments current() {
        CatalogSnapshot snapshot = server.snapshot();
        List<String> evaluations = stamps(snapshot.system().directory().resolve(Evidence.FOLDER));
        Read known = last.get();
        if (known != null
                && known.snapshot() == snapshot
                && known.evaluations().equals(evaluations)) {
            return known.documents();
        }
        SystemDocuments documents = SystemDocuments.of(snapshot);
        last.set(new Read(snapshot, evaluations, documents));
        return documents;
    }

    private static List<String> stamps(Path folder) {
        List<String> stamps = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return stamps;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(
                        file.getFileName()
                                + " "
                                + attributes.size()
                                + " "
                                + attributes.lastModifiedTime());
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A file that was replaced just now: the next request sees it.
            stamps.add(e.toString());
        }
        stamps.sort(null);
        return stamps;
    }
}
