package dev.berth.catalog.model;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.catalog.artifact.ArtifactFileName;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.Artifact.Source;
import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reader of the `artifacts` of a package; checks their sources without fetching anything.
final class ArtifactsReader {
    private static final Pattern COORDINATES =
            Pattern.compile("[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+:[A-Za-z0-9_.+-]+(:[A-Za-z0-9_.-]+)?");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
    private static final String MAVEN = "maven:";
    private static final String MAVEN_FORM =
            "maven:group:artifact:version[:classifier][!/path/in/jar]";

    private final Path directory;

    private ArtifactsReader(Path directory) {
        this.directory = directory;
    }

    /// The artifacts that could be read, by name.
    static Map<String, Artifact> read(DocumentNode artifacts, Path directory) {
        var reader = new ArtifactsReader(directory);
        Map<String, Artifact> read = new LinkedHashMap<>();
        artifacts
                .entries()
                .forEach(
                        (name, place) ->
                                reader.artifact(name, place)
                                        .ifPresent(artifact -> read.put(name, artifact)));
        checkFileNames(artifacts, read);
        return read;
    }

    private Optional<Artifact> artifact(String name, DocumentNode place) {
        if (place.text().isPresent()) {
            return source(place)
                    .filter(source -> checkPinned(place, source, Optional.empty()))
                    .map(source -> new Artifact(name, source, Optional.empty(), Optional.empty()));
        }
        Optional<Sha256> sha256 = place.text("sha256").map(Sha256::new);
        return place.child("source")
                .filter(inner -> inner.text().isPresent())
                .flatMap(this::source)
                .filter(source -> checkPinned(place, source, sha256))
                .map(source -> new Artifact(name, source, sha256, place.text("file-name")));
    }

    private Optional<Source> source(DocumentNode place) {
        String text = place.text().orElse("");
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith(MAVEN)) {
            return maven(place, text.substring(MAVEN.length()));
        }
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            return http(place, text);
        }
        if (SCHEME.matcher(text).matches()) {
            place.error(
                    place.described(),
                    "a path within the package's folder, " + MAVEN_FORM + ", or http(s)://…",
                    "use one of these sources");
            return Optional.empty();
        }
        return file(place, text);
    }

    private static Optional<Source> maven(DocumentNode place, String text) {
        int bang = text.indexOf("!/");
        String coordinates = bang < 0 ? text : text.substring(0, bang);
        if (!COORDINATES.matcher(coordinates).matches()) {
            place.error(
                    place.described(),
                    MAVEN_FORM,
                    "write, for example, `maven:com.example:my-model:1.0!/model.onnx`");
            return Optional.empty();
        }
        if (bang < 0) {
            return Optional.of(new Source.Maven(coordinates, Optional.empty()));
        }
        String entry = text.substring(bang + "!/".length());
        if (!isPlainPath(entry)) {
            place.error(
                    "the path '" + SanitizedText.of(entry) + "' in the jar",
                    "a path as `jar tf` lists it, without `..`, `\\` or a leading `/`",
                    "copy the path from the list that `jar tf` prints");
            return Optional.empty();
        }
        return Optional.of(new Source.Maven(coordinates, Optional.of(entry)));
    }

    /// Whether a path in an archive names something within it in the plainest way.
    private static boolean isPlainPath(String path) {
        if (path.isEmpty() || path.startsWith("/") || path.contains("\\")) {
            return false;
        }
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Source> http(DocumentNode place, String text) {
        try {
            var address = new URI(text);
            if (address.getHost() == null || address.getUserInfo() != null) {
                place.error(
                        address.getUserInfo() == null
                                ? place.described()
                                : "an address with a user name in it",
                        "an address such as https://models.example/model.onnx",
                        "write host and path, without credentials");
                return Optional.empty();
            }
            return Optional.of(new Source.Http(address));
        } catch (URISyntaxException e) {
            place.error(
                    place.described() + ": " + SanitizedText.of(e.getReason()),
                    "an address such as https://models.example/model.onnx",
                    "escape what an address may not contain, such as blanks (%20)");
            return Optional.empty();
        }
    }

    private Optional<Source> file(DocumentNode place, String text) {
        Path relative;
        try {
            relative = Path.of(text);
        } catch (InvalidPathException e) {
            place.error(place.described(), "the path of a file", "correct the path");
            return Optional.empty();
        }
        Path path = directory.resolve(relative).normalize();
        if (relative.isAbsolute() || !path.startsWith(directory.normalize())) {
            reportOutside(place);
            return Optional.empty();
        }
        Optional<String> denied =
                Files.isReadable(path) ? Optional.empty() : DeniedAccess.find(path);
        if (denied.isPresent()) {
            place.error(denied.get(), "a readable file", DeniedAccess.remedy());
            return Optional.empty();
        }
        if (!Files.isRegularFile(path)) {
            place.error(
                    "no file '" + SanitizedText.of(text) + "' in " + directory,
                    "a file beside model.yaml",
                    "put the file there, or correct the path");
            return Optional.empty();
        }
        try {
            if (!path.toRealPath().startsWith(directory.toRealPath())) {
                reportOutside(place);
                return Optional.empty();
            }
        } catch (IOException e) {
            place.error(
                    "the file '" + SanitizedText.of(text) + "' cannot be read: " + e,
                    "a readable file",
                    "look at its permissions");
            return Optional.empty();
        }
        return Optional.of(new Source.File(text));
    }

    private static void reportOutside(DocumentNode place) {
        place.error(
                place.described() + ", which leads out of the package's folder",
                "a file within the package's folder, also after following links",
                "copy the file into the folder, so that the package is complete");
    }

    private static boolean checkPinned(DocumentNode place, Source source, Optional<Sha256> sha256) {
        boolean pinned = !(source instanceof Source.Http) || sha256.isPresent();
        if (!pinned && place.child("sha256").isEmpty()) {
            place.error(
                    "an http(s) source without `sha256`",
                    "the digest that its bytes must have",
                    "write `{source: \"" + source + "\", sha256: …}` with what `sha256sum` prints");
        }
        return pinned;
    }

    /// Where one artifact has a `file-name`, all of them lie side by side, so their names must
    /// differ.
    private static void checkFileNames(DocumentNode artifacts, Map<String, Artifact> read) {
        if (read.values().stream().noneMatch(artifact -> artifact.fileName().isPresent())) {
            return;
        }
        Map<String, String> owners = new HashMap<>();
        read.forEach(
                (name, artifact) -> {
                    String fileName = ArtifactFileName.of(artifact);
                    String owner = owners.putIfAbsent(fileName, name);
                    if (owner != null) {
                        artifacts
                                .child(name)
                                .ifPresent(
                                        place ->
                                                place.error(
                                                        "the file name '"
                                                                + fileName
                                                                + "', which artifact '"
                                                                + owner
                                                                + "' has too",
                                                        "a file name of its own",
                                                        "give one of them another name with"
                                                                + " `file-name:`"));
                    }
                });
    }
}
