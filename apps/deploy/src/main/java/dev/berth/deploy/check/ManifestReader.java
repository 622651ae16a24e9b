package dev.berth.deploy.check;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reader of a folder of manifests: the files that its kustomization lists, or without one all
/// `*.yaml` and `*.yml`. A file may have several documents.
final class ManifestReader {
    private static final int FILES_MAX = 1_000;
    private static final int BYTES_MAX = 1 << 20;
    private static final int DOCUMENTS_MAX = 1_000;

    /// What separates documents: at the beginning of a line nothing else may look like it.
    private static final Pattern SEPARATOR = Pattern.compile("---(\\s.*)?");

    private final Path folder;
    private final Findings findings;
    private final List<ManifestObject> objects = new ArrayList<>();

    private ManifestReader(Path folder, Findings findings) {
        this.folder = folder;
        this.findings = findings;
    }

    static ManifestSet read(Path folder, Findings findings) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--check " + folder + " (expected: a folder with manifests)",
                    "name the folder that `berth kubernetes -o` wrote");
        }
        return new ManifestReader(folder, findings).read();
    }

    private ManifestSet read() throws IOException {
        Path list = folder.resolve("kustomization.yaml");
        Optional<ManifestNode> kustomization = Optional.empty();
        if (Files.exists(list)) {
            Document document = DocumentReader.read(list);
            document.errors().forEach(findings::add);
            var node = new ManifestNode(document, "", document.value().orElse(null));
            kustomization = Optional.of(node);
            for (ManifestNode resource : node.get("resources").items()) {
                readListed(resource);
            }
        } else {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(ManifestReader::isYaml).sorted().limit(FILES_MAX).toList()) {
                    readFile(file);
                }
            }
        }
        if (objects.isEmpty()) {
            findings.add(
                    new ValidationError(
                            new SourceLocation(folder, 0),
                            "",
                            "no manifest",
                            "YAML files, or a kustomization.yaml that lists them",
                            "write them with `berth kubernetes DIR -o " + folder + "`"));
        }
        return new ManifestSet(objects, kustomization);
    }

    private void readListed(ManifestNode resource) throws IOException {
        Path file = folder.resolve(resource.text()).normalize();
        if (resource.text().isEmpty() || !file.startsWith(folder.normalize())) {
            findings.report(
                    resource,
                    "'" + resource.scalar() + "'",
                    "a file of this folder",
                    "name a file beside the kustomization");
        } else if (!Files.isRegularFile(file)) {
            findings.report(
                    resource,
                    "'" + resource.text() + "', which does not exist",
                    "a file of this folder",
                    "take it from the list, or write the file");
        } else {
            readFile(file);
        }
    }

    private static boolean isYaml(Path file) {
        String name = String.valueOf(file.getFileName());
        return Files.isRegularFile(file) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private void readFile(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            findings.add(DocumentReader.read(file).errors().getFirst());
            return;
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        int first = 0;
        int documents = 0;
        for (int i = 0; i <= lines.size() && documents < DOCUMENTS_MAX; i++) {
            if (i == lines.size() || SEPARATOR.matcher(lines.get(i)).matches()) {
                String part = String.join("\n", lines.subList(first, i));
                if (!part.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
                    readDocument(file, "\n".repeat(first) + part);
                    documents++;
                }
                first = i + 1;
            }
        }
        if (documents == 0) {
            DocumentReader.read(file).errors().forEach(findings::add);
        }
    }

    private void readDocument(Path file, String text) {
        Document document = DocumentReader.read(file, text.getBytes(StandardCharsets.UTF_8));
        document.errors().forEach(findings::add);
        if (document.value().orElse("") instanceof Map<?, ?>) {
            objects.add(ManifestObject.of(document));
        }
    }
}
