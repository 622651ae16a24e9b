package dev.berth.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// A small image of made-up files: a runtime, a jar and a model.
final class SampleImage {
    private SampleImage() {}

    /// The content, staged below a folder.
    static ImageContent content(Path folder, String model) throws IOException {
        var staging = new StagingFolder(folder.resolve("root"));
        write(staging, "opt/java/release", "JAVA_VERSION=\"25\"\n");
        write(staging, "opt/java/lib/modules", "modules");
        write(staging, "system/berth.yaml", "name: sample\n");
        write(staging, "system/models/m/1/model.onnx", model);
        Files.createDirectories(staging.at(StagingFolder.LIBRARIES));
        Path jar = staging.at(StagingFolder.LIBRARIES).resolve("sample-1.2.jar");
        Jars.write(jar, Map.of("a.txt", "a".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        staging.setTimes();
        return new ImageContent(
                List.of(
                        new ImageLayer(
                                "java runtime",
                                StagingFolder.files(staging.at(StagingFolder.JAVA))),
                        new ImageLayer("libraries", List.of(jar)),
                        new ImageLayer(
                                "model m@1", List.of(staging.at("system/models/m/1/model.onnx"))),
                        new ImageLayer("descriptions", List.of(staging.at("system/berth.yaml")))),
                staging,
                List.of("/opt/java/bin/java"),
                Map.of("A", "1"));
    }

    private static void write(StagingFolder staging, String path, String text) throws IOException {
        Path file = staging.at(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// A root file system of one file, as a tar.
    static Path base(Path folder) throws IOException {
        Path tar = Files.createDirectories(folder).resolve("base.tar");
        try (var out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            byte[] content = "NAME=sample\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            var entry = new TarArchiveEntry("etc/os-release");
            entry.setModTime(0);
            entry.setSize(content.length);
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
        }
        return tar;
    }

    static RegistryAccess access(Path home) {
        return new RegistryAccess(true, Map.of(), home);
    }

    static JibBuild build(Path folder, String model) throws IOException {
        return new JibBuild(
                new BaseImage.Local(base(folder)),
                content(folder, model),
                Map.of(),
                Platform.AMD64,
                access(folder),
                folder);
    }
}
