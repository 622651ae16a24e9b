package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JarTrimmerTest {
    private static final int AMD64 = 62;
    private static final int ARM64 = 183;
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;

    private static byte[] elf(int machine) {
        ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        return header.putShort(18, (short) machine).array();
    }

    private Path trimmed(Map<String, byte[]> entries) throws IOException {
        Path jar = folder.resolve("library.jar");
        Jars.write(jar, entries);
        Path target = Files.createTempDirectory(folder, "out").resolve("library.jar");
        new JarTrimmer(Platform.AMD64, target.resolveSibling("native")).copy(jar, target);
        return target;
    }

    @Test
    void copy_librariesOfOtherMachines_areLeftOut() throws IOException {
        Path jar =
                trimmed(
                        Map.of(
                                "a/A.class",
                                TEXT,
                                "win/x.dll",
                                TEXT,
                                "mac/x.dylib",
                                TEXT,
                                "mac/x.dylib.dSYM/Contents/Info.plist",
                                TEXT,
                                "linux/arm64/x.so",
                                elf(ARM64),
                                "linux-musl/x.so",
                                elf(AMD64),
                                "freebsd/x.so",
                                elf(AMD64),
                                "linux/amd64/x.so",
                                elf(AMD64)));

        assertThat(Jars.names(jar)).containsExactly("a/A.class", "linux/amd64/x.so");
    }

    @Test
    void copy_libraryThatAPropertyNames_liesBesideAsAFile() throws IOException {
        Path jar =
                trimmed(
                        Map.of(
                                "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
                                elf(AMD64),
                                "b.txt",
                                TEXT));

        assertThat(Jars.names(jar)).containsExactly("b.txt");
        assertThat(jar.resolveSibling("native").resolve("libonnxruntime.so"))
                .hasBinaryContent(elf(AMD64));
    }

    @Test
    void copy_jarWithoutForeignCode_isCopiedByteForByte() throws IOException {
        Path jar = trimmed(Map.of("b.txt", TEXT, "c.so", elf(AMD64)));

        assertThat(jar).hasSameBinaryContentAs(folder.resolve("library.jar"));
    }

    @Test
    void copy_sameJarTwice_givesTheSameBytes() throws IOException {
        Map<String, byte[]> entries = Map.of("x.dll", TEXT, "b.txt", TEXT);

        assertThat(trimmed(entries)).hasSameBinaryContentAs(trimmed(entries));
    }
}
