package dev.berth.catalog.replicas;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.DocumentNode.Notes;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.ValidationErrors;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Places that the description of a system names: files, and hosts in addresses. Tells those that
/// each replica has for itself.
final class ReplicaPaths {
    /// The host of `scheme://user:password@host:port/…`, where it is written out.
    private static final Pattern HOST =
            Pattern.compile("(?:[a-z0-9+.-]+:)*//(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/:?#@]*).*");

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1\\]|::1");

    private final Path directory;

    ReplicaPaths(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /// The whole of a file, as an empty mapping if it is absent or no YAML.
    static DocumentNode root(Path file) {
        Document read = DocumentReader.read(file);
        var sound = new Document(file, read.value(), read.lines(), List.of());
        var notes = new Notes(new ValidationErrors(sound), new ValidationErrors(sound));
        return new DocumentNode(sound, notes, "", read.value().orElse(Map.of()));
    }

    /// Whether a path leads out of the system's directory, so that it is not part of what is copied
    /// with it.
    boolean isOutside(String path) {
        try {
            return !directory.resolve(path).normalize().startsWith(directory);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /// Warns of a file outside of the system's directory.
    void checkFile(Optional<DocumentNode> place) {
        place.flatMap(DocumentNode::text)
                .filter(this::isOutside)
                .ifPresent(
                        path ->
                                place.get()
                                        .warn(
                                                place.get().described()
                                                        + ", a file outside of the system's"
                                                        + " directory",
                                                "the same file in every replica",
                                                "mount it into each at this path, as from a Secret"
                                                        + " or a ConfigMap"));
    }

    /// Whether an address, or one of several `host:port` with commas between, is of this machine. A
    /// variable of the environment in place of the host is not.
    static boolean isLoopback(String address) {
        String text = address.strip().toLowerCase(Locale.ROOT);
        Matcher uri = HOST.matcher(text);
        if (uri.matches()) {
            return LOOPBACK.matcher(uri.group(1)).matches();
        }
        for (String server : text.split(",", -1)) {
            int colon = server.lastIndexOf(':');
            String host = colon < 0 ? server : server.substring(0, colon);
            if (LOOPBACK.matcher(host.strip()).matches()) {
                return true;
            }
        }
        return false;
    }
}
