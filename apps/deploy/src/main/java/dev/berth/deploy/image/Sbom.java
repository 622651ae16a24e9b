package dev.berth.deploy.image;

import dev.berth.catalog.artifact.Digests;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// A software bill of materials of an image above its base, in CycloneDX 1.5: the Java runtime,
/// each jar, and the files of each model version with their SHA-256. It has no time and no serial
/// number, so the same image has the same bill.
final class Sbom {
    static final String MEDIA_TYPE = "application/vnd.cyclonedx+json";

    /// The version in a jar's file name, where the jar says nothing itself.
    private static final Pattern FILE_NAME = Pattern.compile("(.+?)-(\\d[^-]*(?:-.+)?)\\.jar");

    private static final Pattern POM_PROPERTIES =
            Pattern.compile("META-INF/maven/[^/]+/([^/]+)/pom\\.properties");

    private static final int PROPERTIES_BYTES_MAX = 1 << 16;

    private Sbom() {}

    /// @param name of the image, without its tag
    static byte[] of(String name, String base, ImageContent content) throws IOException {
        List<@Nullable Object> components = new ArrayList<>();
        components.add(runtime(content.staging()));
        for (Path jar : content.staging().jars()) {
            components.add(jar(jar));
        }
        for (ImageLayer layer : content.layers()) {
            if (layer.name().startsWith(ImageLayer.MODEL)) {
                components.addAll(model(layer, content.staging()));
            }
        }
        Map<String, @Nullable Object> container = component("container", name, Optional.empty());
        container.put("properties", List.of(property("berth:base", base)));
        Map<String, @Nullable Object> bom = new LinkedHashMap<>();
        bom.put("bomFormat", "CycloneDX");
        bom.put("specVersion", "1.5");
        bom.put("version", 1L);
        bom.put("metadata", Map.of("component", container));
        bom.put("components", components);
        return JsonValues.text(bom).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> runtime(StagingFolder staging) throws IOException {
        var release = new Properties();
        try (InputStream in =
                java.nio.file.Files.newInputStream(staging.at(StagingFolder.JAVA + "/release"))) {
            release.load(in);
        }
        String version =
                release.getProperty(
                        "JAVA_RUNTIME_VERSION", release.getProperty("JAVA_VERSION", ""));
        Map<String, @Nullable Object> runtime =
                component("platform", "java-runtime", Optional.of(version.replace("\"", "")));
        runtime.put("hashes", hashes(staging.at(StagingFolder.JAVA + "/lib/modules")));
        return runtime;
    }

    private static Map<String, @Nullable Object> jar(Path jar) throws IOException {
        String file = jar.getFileName().toString();
        Matcher named = FILE_NAME.matcher(file);
        boolean isNamed = named.matches();
        String artifact = isNamed ? named.group(1) : file;
        Optional<Properties> pom = pom(jar, artifact);
        Optional<String> version =
                pom.map(each -> each.getProperty("version", ""))
                        .or(() -> isNamed ? Optional.of(named.group(2)) : Optional.empty());
        Map<String, @Nullable Object> component = component("library", artifact, version);
        if (pom.isPresent()) {
            String group = pom.get().getProperty("groupId", "");
            component.put("group", group);
            component.put("purl", "pkg:maven/" + group + "/" + artifact + "@" + version.orElse(""));
        }
        component.put("hashes", hashes(jar));
        return component;
    }

    /// What Maven wrote into the jar; of several, the one of this artifact.
    private static Optional<Properties> pom(Path jar, String artifact) throws IOException {
        try (var file = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : file.stream().toList()) {
                Matcher matcher = POM_PROPERTIES.matcher(entry.getName());
                if (matcher.matches() && matcher.group(1).equals(artifact)) {
                    var properties = new Properties();
                    try (InputStream in = file.getInputStream(entry)) {
                        properties.load(
                                new java.io.ByteArrayInputStream(
                                        in.readNBytes(PROPERTIES_BYTES_MAX)));
                    }
                    return Optional.of(properties);
                }
            }
        }
        return Optional.empty();
    }

    private static List<Map<String, @Nullable Object>> model(
            ImageLayer layer, StagingFolder staging) throws IOException {
        String reference = layer.name().substring(ImageLayer.MODEL.length());
        int at = reference.lastIndexOf('@');
        List<Map<String, @Nullable Object>> files = new ArrayList<>();
        for (Path file : layer.files()) {
            Map<String, @Nullable Object> each =
                    component(
                            "machine-learning-model",
                            reference.substring(0, at),
                            Optional.of(reference.substring(at + 1)));
            each.put("hashes", hashes(file));
            each.put(
                    "properties",
                    List.of(property("berth:path", "/" + staging.root().relativize(file))));
            files.add(each);
        }
        return files;
    }

    private static Map<String, @Nullable Object> component(
            String type, String name, Optional<String> version) {
        Map<String, @Nullable Object> component = new LinkedHashMap<>();
        component.put("type", type);
        component.put("name", name);
        version.ifPresent(each -> component.put("version", each));
        return component;
    }

    private static Map<String, Object> property(String name, String value) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("name", name);
        property.put("value", value);
        return property;
    }

    private static List<Map<String, Object>> hashes(Path file) throws IOException {
        Map<String, Object> hash = new LinkedHashMap<>();
        hash.put("alg", "SHA-256");
        hash.put("content", Digests.ofFile(file).hex());
        return List.of(hash);
    }
}
