package dev.berth.verification.released;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// Repository directory with all artifacts of the bill of materials: each module's own `pom.xml`,
/// and a jar of its compiled classes.
final class ReleasedArtifacts {
    static final String GROUP = "dev.berth";
    static final String BOM = "berth-bom";
    static final String BOM_MODULE = "contracts/bom";

    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern OWN_ARTIFACT =
            Pattern.compile("</parent>\\s*<artifactId>([^<]+)</artifactId>");

    private final Path root;

    ReleasedArtifacts(Path root) {
        this.root = root;
    }

    /// The directories of Berth's modules, as listed by the parent.
    List<String> modules() {
        return all(MODULE, read(root.resolve("pom.xml")));
    }

    /// The artifact of a module with Berth's parent.
    String artifact(String module) {
        Matcher found = OWN_ARTIFACT.matcher(read(root.resolve(module).resolve("pom.xml")));
        if (!found.find()) {
            throw new AssertionError("no artifact after the parent in " + module);
        }
        return found.group(1);
    }

    /// The dependencies of a `pom.xml`, managed or not, each as its XML.
    static List<String> dependencies(String pom) {
        return all(DEPENDENCY, pom);
    }

    /// Berth's own artifacts in the bill of materials.
    List<String> named() {
        return dependencies(read(root.resolve(BOM_MODULE).resolve("pom.xml"))).stream()
                .filter(each -> text(each, "groupId").equals(GROUP))
                .map(each -> text(each, "artifactId"))
                .toList();
    }

    static String text(String xml, String element) {
        Matcher found = Pattern.compile("<" + element + ">([^<]+)</").matcher(xml);
        return found.find() ? found.group(1) : "";
    }

    /// Installs them as `mvn install` would.
    void publish(Path repository) throws IOException {
        put(repository, "berth-parent", root.resolve("pom.xml"));
        put(repository, BOM, root.resolve(BOM_MODULE).resolve("pom.xml"));
        List<String> named = named();
        for (String module : modules()) {
            if (!module.equals(BOM_MODULE) && named.contains(artifact(module))) {
                Path folder = root.resolve(module);
                Path to = put(repository, artifact(module), folder.resolve("pom.xml"));
                jar(folder.resolve("target/classes"), to);
            }
        }
    }

    /// The path of an artifact's jar, beside the installed pom.
    private static Path put(Path repository, String artifact, Path pom) throws IOException {
        Path folder =
                Files.createDirectories(
                        repository
                                .resolve(GROUP.replace('.', '/'))
                                .resolve(artifact)
                                .resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(pom, folder.resolve(name + ".pom"));
        return folder.resolve(name + ".jar");
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
