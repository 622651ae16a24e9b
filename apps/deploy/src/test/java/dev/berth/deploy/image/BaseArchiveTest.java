package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BaseArchiveTest {
    @TempDir Path folder;

    private Path layoutTar() throws IOException, InterruptedException {
        Path tar = folder.resolve("layout.tar");
        SampleImage.build(folder.resolve("sample"), "model").toTar(tar, "localhost/sample:1");
        return tar;
    }

    private OciLayout layout() throws IOException, InterruptedException {
        return OciLayout.unpack(layoutTar(), folder.resolve("layout"));
    }

    private static List<String> names(Path tar) throws IOException {
        List<String> names = new ArrayList<>();
        try (var in = new TarArchiveInputStream(Files.newInputStream(tar))) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                names.add(e.getName());
            }
        }
        return names;
    }

    private Path convert(Path source) throws IOException {
        return BaseArchive.of(source, Files.createTempDirectory(folder, "work"), Platform.AMD64);
    }

    @Test
    void of_rootFileSystem_isOneLayer() throws IOException {
        assertThat(names(convert(SampleImage.base(folder))))
                .containsExactly("layer0.tar", "config.json", "manifest.json");
    }

    @Test
    void of_layoutInFolderOrTar_hasItsLayers() throws IOException, InterruptedException {
        OciLayout layout = layout();

        assertThat(names(convert(layout.folder()))).hasSize(5 + 2);
        assertThat(names(convert(folder.resolve("layout.tar")))).hasSize(5 + 2);
    }

    @Test
    void of_layoutWithAChangedBlob_isRefusedWithItsDigest()
            throws IOException, InterruptedException {
        OciLayout layout = layout();
        String digest = layout.layers().getFirst().digest();
        Files.write(layout.blob(digest), new byte[] {1}, StandardOpenOption.APPEND);

        assertThatThrownBy(() -> convert(layout.folder()))
                .hasMessageStartingWith("base-image-invalid: ")
                .hasMessageContaining("the blob " + digest + " has the digest sha256:");
    }

    @Test
    void of_layoutWithoutABlob_isRefused() throws IOException, InterruptedException {
        OciLayout layout = layout();
        Files.delete(layout.blob(layout.layers().getLast().digest()));

        assertThatThrownBy(() -> convert(layout.folder())).hasMessageContaining("is missing");
    }

    @Test
    void of_truncatedTar_isRefused() throws IOException, InterruptedException {
        Path tar = layoutTar();
        byte[] whole = Files.readAllBytes(tar);
        Path cut = Files.write(folder.resolve("cut.tar"), java.util.Arrays.copyOf(whole, 700));

        assertThatThrownBy(() -> convert(cut))
                .hasMessageStartingWith("base-image-invalid: ")
                .hasMessageContaining("it is no complete tar");
    }

    @Test
    void of_layoutOfAnotherPlatform_isRefused() throws IOException, InterruptedException {
        Path folderOfLayout = layout().folder();
        Path index = folderOfLayout.resolve("index.json");
        String text = Files.readString(index);
        Files.writeString(
                index,
                text.replace(
                        "\"mediaType\":\"" + OciLayout.MANIFEST_TYPE + "\"",
                        "\"mediaType\":\""
                                + OciLayout.MANIFEST_TYPE
                                + "\",\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}"));
        assertThat(Files.readString(index)).isNotEqualTo(text);

        assertThatThrownBy(() -> convert(folderOfLayout))
                .hasMessageContaining("it has no image for linux/amd64");
    }
}
